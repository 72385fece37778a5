#include "tests/fuzz/sent_check.h"

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "server/domain/validate.h"
#include "server/domain/variables.h"
#include "server/rpc/convert.h"
#include "server/unpod/encode.h"
#include "tests/fuzz/failure_check.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/second_opinion.h"

namespace unpod::fuzz {
namespace {

using nlohmann::json;

constexpr char kBase[] = "https://upstream.example";
constexpr char kToken[] = "Zqvxtoken";
constexpr char kMarkName[] = "client_request_id";

struct Field {
  const char* name;
  std::string domain::Document::*text;
};
constexpr Field kFields[] = {
    {"name", &domain::Document::name},
    {"contact_number", &domain::Document::contact_number},
    {"email", &domain::Document::email},
    {"alternate_number", &domain::Document::alternate_number},
    {"occupation", &domain::Document::occupation},
    {"company_name", &domain::Document::company_name},
    {"address", &domain::Document::address},
    {"about", &domain::Document::about},
    {"context", &domain::Document::context},
    {"title", &domain::Document::title},
    {"description", &domain::Document::description},
    {"document_id", &domain::Document::document_id},
};

domain::ValidationRules Rules() {
  domain::ValidationRules rules;
  rules.mark_name = kMarkName;
  return rules;
}

void CheckRefused(std::vector<domain::FieldViolation> violations) {
  for (const domain::FieldViolation& violation : violations) {
    Require(IsPlain(violation.field) && IsPlain(violation.description), "an error text is plain ASCII");
  }
  domain::Failure failure;
  failure.code = absl::StatusCode::kInvalidArgument;
  failure.reason = domain::Reason::kInvalidRequest;
  failure.message = "invalid";
  failure.violations = std::move(violations);
  CheckFailure(failure, rpc::Execution::kNotStarted);
}

// What the upstream takes as an instruction.
void CheckControlKeys(const json& document) {
  for (const char* key : {"token", "id", "quality", "vapi_agent_id", "number_id", "agent_id", "call_type",
                          "thread_id", "space_name", "objective", "pre_call_result"}) {
    Require(!document.contains(key), "no control key of the upstream is sent");
  }
}

void CheckDocument(const domain::Document& document, const json& sent) {
  Require(sent.is_object(), "a document is an object");
  size_t members = document.variables.size() + document.structured_variables.size();
  for (const Field& field : kFields) {
    const std::string& text = document.*field.text;
    Require(TextOf(MemberOf(&sent, field.name)) == text, "a text arrives as it is");
    Require(sent.contains(field.name) == !text.empty(), "an absent text is left out");
    members += text.empty() ? 0 : 1;
  }
  Require(sent.contains("labels") == !document.labels.empty(), "absent labels are left out");
  if (!document.labels.empty()) {
    Require(sent["labels"] == json(document.labels), "labels arrive as they are");
    ++members;
  }
  domain::ForEachVariable(document, [&sent](const domain::Member& member) {
    const json* const value = MemberOf(&sent, member.key);
    Require(value != nullptr && AreSame(member.value, *value), "a variable arrives as it is");
  });
  Require(sent.size() == members, "nothing else is sent, and no name twice");
  Require(!TextOf(MemberOf(&sent, "contact_number")).empty(), "a contact has a number");
  CheckControlKeys(sent);
}

// The upstream dials at once for a type that it does not know.
void CheckSchedule(const domain::Schedule& schedule, const json* sent) {
  const std::string type = TextOf(MemberOf(sent, "type"));
  using Kind = domain::Schedule::Kind;
  if (schedule.kind == Kind::kNow) return Require(type == "now", "now is now");
  if (schedule.kind == Kind::kAuto) return Require(type == "auto", "auto is auto");
  Require(schedule.kind == Kind::kAt && type == "custom", "a time is a time");
  const std::string when =
      absl::StrCat(TextOf(MemberOf(sent, "calling_date")), "T", TextOf(MemberOf(sent, "calling_time")));
  absl::Time read;
  Require(absl::ParseTime("%Y-%m-%dT%H:%M:%S%Ez", when, &read, nullptr),
          "the time has the form that is read");
  Require(when.size() == 25, "the time has the length that is read");
  Require(absl::ToUnixSeconds(read) == absl::ToUnixSeconds(schedule.at),
          "the time is the one that was asked for");
}

// Each document by itself: what is measured is what is written, or one byte less.
void CheckMeasure(domain::Task task) {
  constexpr size_t kAtMost = 4;
  const std::vector<domain::Document> documents = std::move(task.documents);
  task.documents.clear();
  const size_t frame = unpod::EncodeBody(task).size();
  for (size_t i = 0; i < std::min(documents.size(), kAtMost); ++i) {
    task.documents = {documents[i]};
    const size_t written = unpod::EncodeBody(task).size() - frame;
    const size_t measured = unpod::DocumentBytes(documents[i]);
    Require(measured == written || measured == written + 1,
            "a document's size is known before it is written");
  }
}

void CheckMarks(const domain::Task& task) {
  const std::string body = unpod::EncodeBody(task, {kMarkName, "4f2a"});
  const json sent = json::parse(body, nullptr, /*allow_exceptions=*/false);
  const json* const documents = MemberOf(&sent, "documents");
  Require(documents != nullptr && documents->size() == task.documents.size(), "marks change no count");
  for (size_t i = 0; i < documents->size(); ++i) {
    Require(TextOf(MemberOf(&(*documents)[i], kMarkName)) == absl::StrCat("4f2a-", i),
            "each document has its mark");
  }
}

void CheckEnvelope(const domain::Task& task, const http::Request& request) {
  Require(request.url == absl::StrCat(kBase, "/api/v2/platform/spaces/", task.space_token, "/tasks/create/"),
          "the path is that of the space");
  for (const std::string& header : request.headers) Require(IsPlain(header), "a header is one line");
  unpod_task::v1::RequestPreview preview;
  rpc::FillPreview(request, preview);
  Require(preview.body() == request.body, "the preview is what is sent");
  for (const auto& [name, value] : preview.headers()) {
    Require(!absl::StrContains(value, kToken), "the preview masks the token");
  }
}

json CheckBody(const domain::Task& task, const std::string& body) {
  json sent = json::parse(body, nullptr, /*allow_exceptions=*/false);
  Require(sent.is_object(), "the body is a JSON object");
  const auto has_nul = [](const std::string& text) { return text.find('\0') != std::string::npos; };
  Require(!HasText(sent, has_nul), "no NUL is sent");
  const std::set<std::string> known = {"pilot", "context", "schedule", "documents"};
  for (const auto& [name, value] : sent.items())
    Require(known.count(name) != 0, "the body has no other member");
  Require(TextOf(MemberOf(&sent, "pilot")) == task.pilot && !task.pilot.empty(),
          "the agent is the one asked for");
  Require(TextOf(MemberOf(&sent, "context")) == task.context, "the context arrives as it is");
  Require(sent.contains("context") == !task.context.empty(), "an absent context is left out");
  CheckSchedule(task.schedule, MemberOf(&sent, "schedule"));
  const json* const documents = MemberOf(&sent, "documents");
  Require(documents != nullptr && documents->is_array() && documents->size() == task.documents.size(),
          "each contact is sent once");
  for (size_t i = 0; i < task.documents.size(); ++i) CheckDocument(task.documents[i], (*documents)[i]);
  return sent;
}

}  // namespace

std::optional<json> CheckSent(const domain::Task& task) {
  std::vector<domain::FieldViolation> violations = domain::Validate(task, Rules(), kNow);
  if (!violations.empty()) {
    CheckRefused(std::move(violations));
    return std::nullopt;
  }
  const http::Request request = unpod::EncodeRequest(kBase, task, task.org_handle, base::Secret(kToken));
  CheckEnvelope(task, request);
  json sent = CheckBody(task, request.body);
  CheckMeasure(task);
  if (!task.request_id.empty()) CheckMarks(task);
  return sent;
}

}  // namespace unpod::fuzz
