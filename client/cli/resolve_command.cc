// `unpod-task request resolve`: settles by hand what is unknown.
#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "client/cli/command.h"
#include "client/cli/connection.h"
#include "client/cli/document_result.h"
#include "client/cli/exit_code.h"
#include "client/cli/failure.h"
#include "client/cli/help.h"
#include "client/cli/ledger_json.h"
#include "client/cli/ledger_text.h"
#include "client/cli/read_flags.h"
#include "client/cli/report_text.h"
#include "client/cli/request_flags.h"
#include "client/task_client.h"

namespace unpod::cli {
namespace {

using client::Error;
using client::Result;
using unpod_task::v1::ListRequestsRequest;
using unpod_task::v1::ListRequestsResponse;
using unpod_task::v1::RequestRecord;
using unpod_task::v1::ResolveRequestRequest;
using unpod_task::v1::ResolveRequestResponse;

absl::string_view Warning(ResolveRequestRequest::Resolution resolution) {
  switch (resolution) {
    case ResolveRequestRequest::RESOLUTION_FORGET:
      return "The ledger will forget it: any request may then be sent under its request_id. If its calls "
             "were\n"
             "placed after all and it is sent again, people are called twice.\n";
    case ResolveRequestRequest::RESOLUTION_CREATED:
      return "You vouch for it that the calls were placed, in the run that you name. Its tasks become the "
             "answer\n"
             "to every repeat, and nobody is called by one.\n";
    default:
      return "You vouch for it that nobody was called. The same request may then be sent again under its\n"
             "request_id. If the calls were placed after all, people are called twice.\n";
  }
}

template <class Request>
Request NamedAs(const ResolveRequestRequest& request) {
  Request named;
  named.set_space_token(request.space_token());
  named.set_request_id(request.request_id());
  named.set_org_handle(request.org_handle());
  return named;
}

// What it is about, as a text. Nothing to settle, or no answer: the exit code.
std::variant<std::string, int> Subject(const Session& session, const ResolveRequestRequest& request,
                                       const Environment& environment) {
  const Colour colour = ColourOf(environment.err_is_terminal, environment);
  if (!request.has_batch()) {
    auto unknown = NamedAs<ListRequestsRequest>(request);
    unknown.set_state(unpod_task::v1::REQUEST_STATE_UNKNOWN);
    unknown.set_page_size(kRequestPageSize);
    Result<ListRequestsResponse> result = session.client->ListRequests(unknown, session.timeout);
    if (const auto* error = std::get_if<Error>(&result))
      return FailAsking(*error, Asked::kRead, false, environment);
    RequestList list;
    for (RequestRecord& record : *std::get<ListRequestsResponse>(result).mutable_requests())
      list.records.push_back(std::move(record));
    const bool is_list = !list.records.empty() && (list.records.size() > 1 || list.records[0].has_batch());
    if (is_list) return TableText(list, absl::Now(), colour) + "\nAll of these will be settled.\n";
  }
  auto get = NamedAs<unpod_task::v1::GetRequestRequest>(request);
  if (request.has_batch()) get.set_batch(request.batch());
  Result<RequestRecord> result = session.client->GetRequest(get, session.timeout);
  if (const auto* error = std::get_if<Error>(&result))
    return FailAsking(*error, Asked::kRead, false, environment);
  const RequestRecord& record = std::get<RequestRecord>(result);
  std::string text = RecordText(record, absl::Now(), colour) + "\n";
  if (record.state() == unpod_task::v1::REQUEST_STATE_UNKNOWN) return text;
  *environment.err << text << "Only a request in the state unknown can be resolved. Nothing was changed.\n"
                   << std::flush;
  return kExitRefused;
}

// Shows what it is about and asks. Nothing for a yes, else the exit code.
std::optional<int> Confirm(const Session& session, const ResolveRequestRequest& request,
                           const Environment& environment) {
  const std::variant<std::string, int> subject = Subject(session, request, environment);
  if (const int* code = std::get_if<int>(&subject)) return *code;
  std::ostream& err = *environment.err;
  err << std::get<std::string>(subject) << Warning(request.resolution())
      << "Have you looked into the space? Type yes to go on: " << std::flush;
  std::string answer;
  if (std::getline(*environment.in, answer) && answer == "yes") return std::nullopt;
  err << "Not confirmed; nothing was changed.\n" << std::flush;
  return kExitUsage;
}

ResolveRequestRequest ResolutionFrom(const Flags& flags, Problems* problems) {
  auto request = NamedBy<ResolveRequestRequest>(flags, problems);
  const std::string word = flags.Get("as");
  if (word == "not_started") {
    request.set_resolution(ResolveRequestRequest::RESOLUTION_NOT_STARTED);
  } else if (word == "forget") {
    request.set_resolution(ResolveRequestRequest::RESOLUTION_FORGET);
  } else if (word == "created") {
    request.set_resolution(ResolveRequestRequest::RESOLUTION_CREATED);
  } else {
    problems->push_back({"--as", "must be not_started, forget or created"});
  }
  request.set_run_id(flags.Get("run_id"));
  request.set_note(flags.Get("note"));
  if (word == "created" && request.run_id().empty())
    problems->push_back({"--run_id", "is missing: the run that the calls were placed in"});
  if (word != "created" && !request.run_id().empty())
    problems->push_back({"--run_id", "goes with --as created alone"});
  return request;
}

// As the sentence goes on after "Forgotten." and the others.
std::string ResolvedText(const ResolveRequestRequest& request, const ResolveRequestResponse& resolved,
                         Colour colour) {
  const char* done = "Settled as not started.";
  const char* then = " The same request may be sent again under this request_id.\n";
  if (request.resolution() == ResolveRequestRequest::RESOLUTION_FORGET) {
    done = "Forgotten.";
    then = " Any request may be sent under this request_id.\n";
  } else if (request.resolution() == ResolveRequestRequest::RESOLUTION_CREATED) {
    done = "Settled as created.";
    then = " The run's tasks are the answer to every repeat.\n";
  }
  const bool is_one = resolved.settled_count() <= 1;
  return absl::StrCat(
      Paint(done, Ink::kGood, colour), then, Row("request_id", request.request_id()),
      Row("settled", is_one ? "" : absl::StrCat(resolved.settled_count(), " batches of the list")),
      Row("run_id", resolved.request().run_id()), Row("note", request.note()),
      ResultRows(resolved.request().results()));
}

}  // namespace

std::vector<FlagSpec> RequestResolveFlags() {
  std::vector<FlagSpec> specs = NameFlags();
  specs.push_back({"Request", "as", FlagKind::kValue, "WORD",
                   "not_started: nobody was called, it may be sent again; forget: the ledger drops it; "
                   "created: the calls are those of --run_id. Required."});
  specs.push_back(
      {"Request", "run_id", FlagKind::kValue, "ID", "With --as created: the run that was found."});
  specs.push_back(
      {"Request", "note", FlagKind::kValue, "TEXT", "Why, for whoever asks later; without contact data."});
  specs.push_back({"Request", "yes", FlagKind::kSwitch, "",
                   "Do not ask. Needed where there is no terminal, and with --json."});
  for (const FlagSpec& spec : TokenFlags()) specs.push_back(spec);
  return WithLedgerFlags(std::move(specs));
}

int RunRequestResolve(absl::Span<const std::string> args, const Environment& environment) {
  Problems problems;
  Flags flags = Flags::Parse(args, RequestResolveFlags(), &problems);
  if (problems.empty() && flags.Has("help")) return PrintHelp(RequestHelp("resolve"), environment);
  // The token is for the one question that reads a run.
  Session session = flags.Get("as") == "created" ? OpenSession(flags, kRequestTimeout, environment, &problems)
                                                 : OpenLedgerSession(flags, environment, &problems);
  ResolveRequestRequest request = ResolutionFrom(flags, &problems);
  // A question needs somebody who sees it and can answer; --json leaves standard error empty.
  const bool can_ask = environment.in_is_terminal && environment.err_is_terminal && !session.json;
  if (!flags.Has("yes") && !can_ask) {
    problems.push_back({"--yes", "is needed where there is no terminal to ask on, and with --json"});
  }
  if (!problems.empty()) return FailUsage(problems, "request resolve", session.json, environment);
  if (!flags.Has("yes")) {
    if (std::optional<int> code = Confirm(session, request, environment); code.has_value()) return *code;
  }
  Result<ResolveRequestResponse> result = session.client->ResolveRequest(request, session.timeout);
  if (const auto* error = std::get_if<Error>(&result))
    return FailAsking(*error, Asked::kChange, session.json, environment);
  const auto& resolved = std::get<ResolveRequestResponse>(result);
  *environment.out << (session.json ? ResolvedJson(resolved)
                                    : ResolvedText(request, resolved,
                                                   ColourOf(environment.out_is_terminal, environment)))
                   << std::flush;
  return kExitOk;
}

}  // namespace unpod::cli
