#include "client/cli/request.h"

#include <array>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "client/cli/body.h"
#include "client/cli/document.h"
#include "client/cli/input.h"
#include "client/cli/schedule.h"

namespace unpod::cli {
namespace {

using unpod_task::v1::CreateTaskRequest;
using unpod_task::v1::Document;

struct ContactFlag {
  absl::string_view flag;
  absl::string_view
      key;  // In the JSON body; the two that the task and the connection have too got another flag.
  absl::string_view help;
};

constexpr std::array kContactFlags = {
    ContactFlag{"contact_number", "contact_number", "Telephone number to call, best with country code."},
    ContactFlag{"name", "name", "Name."},
    ContactFlag{"email", "email", "E-mail address."},
    ContactFlag{"alternate_number", "alternate_number", "Second number; not called."},
    ContactFlag{"occupation", "occupation", "Occupation."},
    ContactFlag{"company_name", "company_name", "Company."},
    ContactFlag{"contact_address", "address", "Postal address."},
    ContactFlag{"about", "about", "What is known about the contact."},
    ContactFlag{"contact_context", "context", "Objective for this contact."},
    ContactFlag{"title", "title", "Title."},
    ContactFlag{"description", "description", "Description."},
    ContactFlag{"document_id", "document_id", "The contact's identity at Unpod."},
};

bool HasContact(const Flags& flags) {
  for (const ContactFlag& row : kContactFlags) {
    if (flags.Has(row.flag)) return true;
  }
  return flags.Has("label") || flags.Has("variable");
}

void ReadVariable(const std::string& text, Document* document, Problems* problems) {
  size_t equals = text.find('=');
  if (equals == std::string::npos || equals == 0) {
    problems->push_back({"--variable", "must be KEY=VALUE"});
    return;
  }
  auto& variables = *document->mutable_variables();
  std::string key = text.substr(0, equals);
  if (variables.contains(key)) problems->push_back({"--variable", "has the same key twice"});
  variables[key] = text.substr(equals + 1);
}

void AddContact(const Flags& flags, CreateTaskRequest* request, Problems* problems) {
  Document* document = request->add_documents();
  for (const ContactFlag& row : kContactFlags) {
    if (flags.Has(row.flag)) *TextField(row.key, document) = flags.Get(row.flag);
  }
  for (const std::string& label : flags.GetAll("label")) document->add_labels(label);
  for (const std::string& text : flags.GetAll("variable")) ReadVariable(text, document, problems);
}

void ReadFile(const Flags& flags, std::istream& in, CreateTaskRequest* request, Problems* problems) {
  std::optional<std::string> body = ReadInput(flags.Get("file"), in, kMaxBodyBytes, "--file", problems);
  if (!body.has_value()) return;
  Problems body_problems;
  ReadBody(*body, request, &body_problems);
  for (Problem& problem : body_problems) {
    // A complaint about the whole body has no path.
    if (problem.where.empty()) problem.where = "--file";
    problems->push_back(std::move(problem));
  }
}

void ApplyTaskFlags(const Flags& flags, CreateTaskRequest* request, Problems* problems) {
  if (flags.Has("space_token")) request->set_space_token(flags.Get("space_token"));
  if (flags.Has("pilot")) request->set_pilot(flags.Get("pilot"));
  if (flags.Has("context")) request->set_context(flags.Get("context"));
  if (flags.Has("org_handle")) request->set_org_handle(flags.Get("org_handle"));
  if (flags.Has("request_id")) {
    request->set_request_id(flags.Get("request_id"));
    // A random one in its place would make a new request of each repeat.
    if (flags.Get("request_id").empty()) problems->push_back({"--request_id", "is empty"});
  }
  request->set_validate_only(flags.Has("validate_only"));
  if (flags.Has("schedule") && !ParseScheduleFlag(flags.Get("schedule"), request->mutable_schedule())) {
    problems->push_back({"--schedule", "must be now, auto, or a time such as 2030-01-31T09:30:00+01:00"});
  }
}

void CheckRequired(const CreateTaskRequest& request, Problems* problems) {
  if (request.space_token().empty()) {
    problems->push_back({"--space_token", "is missing: the space in which the task is created"});
  }
  if (request.pilot().empty()) problems->push_back({"--pilot", "is missing: the agent that makes the calls"});
  if (request.documents().empty()) {
    problems->push_back(
        {"--contact_number", "is missing: give a contact to call, or a --file with documents"});
  }
}

}  // namespace

std::vector<FlagSpec> RequestFlags() {
  std::vector<FlagSpec> specs = {
      {"Task", "file", FlagKind::kValue, "FILE",
       "JSON body as Unpod's API takes it; - reads standard input."},
      {"Task", "space_token", FlagKind::kValue, "TOKEN", "Public token of the space. Required."},
      {"Task", "pilot", FlagKind::kValue, "HANDLE",
       "The agent that makes the calls. Required, here or in the file."},
      {"Task", "context", FlagKind::kValue, "TEXT", "Objective for all contacts."},
      {"Task", "schedule", FlagKind::kValue, "WHEN",
       "now (default), auto, or a time with its offset: 2030-01-31T09:30:00+01:00."},
      {"Task", "org_handle", FlagKind::kValue, "HANDLE", "Organization. Default: the service's."},
      {"Task", "request_id", FlagKind::kValue, "ID", "Your name for this request. Default: a random UUID."},
      {"Task", "validate_only", FlagKind::kSwitch, "", "Check, and show what would be sent; call nobody."},
  };
  for (const ContactFlag& row : kContactFlags) {
    specs.push_back({"Contact", row.flag, FlagKind::kValue, "TEXT", row.help});
  }
  specs.push_back({"Contact", "label", FlagKind::kList, "TEXT", "Label; any number of times."});
  specs.push_back({"Contact", "variable", FlagKind::kList, "KEY=VALUE",
                   "A text variable of the agent; any number of times. (Other types: in a file.)"});
  return specs;
}

CreateTaskRequest RequestFrom(const Flags& flags, std::istream& in, Problems* problems) {
  CreateTaskRequest request;
  Problems found;
  if (flags.Has("file")) ReadFile(flags, in, &request, &found);
  const bool unreadable = !found.empty();
  ApplyTaskFlags(flags, &request, &found);
  if (HasContact(flags)) AddContact(flags, &request, &found);
  // What an unreadable body lacks is not known.
  if (!unreadable) CheckRequired(request, &found);
  problems->insert(problems->end(), found.begin(), found.end());
  return request;
}

}  // namespace unpod::cli
