#include <algorithm>
#include <memory>
#include <optional>
#include <utility>
#include <variant>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "client/cli/command.h"
#include "client/cli/connection.h"
#include "client/cli/exit_code.h"
#include "client/cli/failure.h"
#include "client/cli/help.h"
#include "client/cli/ledger_json.h"
#include "client/cli/ledger_text.h"
#include "client/cli/read_flags.h"
#include "client/cli/report_text.h"
#include "client/cli/text.h"
#include "client/task_client.h"

namespace unpod::cli {
namespace {

using client::Error;
using client::Result;
using unpod_task::v1::ListRequestsRequest;
using unpod_task::v1::ListRequestsResponse;
using unpod_task::v1::RequestRecord;
using unpod_task::v1::ResolveRequestRequest;

constexpr absl::Duration kRequestTimeout = absl::Seconds(10);
constexpr int kRequestPageSize = 1000;  // The service's.

// Without the API token: the ledger's calls do not need it.
Session OpenLedgerSession(const Flags& flags, const Environment& environment, Problems* problems) {
  Session session;
  session.timeout = DurationFlag(flags, "timeout", kRequestTimeout, problems);
  session.client = MakeClient(OptionsFrom(flags, environment), problems);
  session.json = flags.Has("json");
  return session;
}

std::vector<FlagSpec> With(std::vector<FlagSpec> specs) {
  for (const FlagSpec& spec : ConnectionFlags()) specs.push_back(spec);
  specs.push_back(
      {"Connection", "timeout", FlagKind::kValue, "TIME", "Time for one question. Default: 10s."});
  specs.push_back({"Output", "help", FlagKind::kSwitch, "", "This page."});
  specs.push_back(
      {"Output", "json", FlagKind::kSwitch, "", "One JSON object on standard output, also for errors."});
  return specs;
}

std::vector<FlagSpec> NameFlags() {
  return {
      {"Request", "space_token", FlagKind::kValue, "TOKEN", "Public token of its space. Required."},
      {"Request", "request_id", FlagKind::kValue, "ID", "Its name. Required."},
      {"Request", "org_handle", FlagKind::kValue, "HANDLE", "Its organization. Default: the service's."},
  };
}

template <class Request>
Request NamedBy(const Flags& flags, Problems* problems) {
  Request request;
  request.set_space_token(flags.Get("space_token"));
  request.set_request_id(flags.Get("request_id"));
  request.set_org_handle(flags.Get("org_handle"));
  if (request.space_token().empty()) {
    problems->push_back({"--space_token", "is missing: the space of the request"});
  }
  if (request.request_id().empty()) {
    problems->push_back({"--request_id", "is missing: the name under which the request was sent"});
  }
  return request;
}

int RunGet(absl::Span<const std::string> args, const Environment& environment) {
  Problems problems;
  Flags flags = Flags::Parse(args, RequestGetFlags(), &problems);
  if (problems.empty() && flags.Has("help")) return PrintHelp(RequestHelp("get"), environment);
  Session session = OpenLedgerSession(flags, environment, &problems);
  auto request = NamedBy<unpod_task::v1::GetRequestRequest>(flags, &problems);
  if (!problems.empty()) return FailUsage(problems, "request get", session.json, environment);
  Result<RequestRecord> result = session.client->GetRequest(request, session.timeout);
  if (const auto* error = std::get_if<Error>(&result))
    return FailAsking(*error, Asked::kRead, session.json, environment);
  const RequestRecord& record = std::get<RequestRecord>(result);
  *environment.out << (session.json ? RecordJson("found", record)
                                    : RecordText(record, absl::Now(),
                                                 ColourOf(environment.out_is_terminal, environment)))
                   << std::flush;
  return kExitOk;
}

absl::string_view Warning(ResolveRequestRequest::Resolution resolution) {
  if (resolution == ResolveRequestRequest::RESOLUTION_FORGET) {
    return "The ledger will forget this request: any request may then be sent under its request_id. If its\n"
           "calls were placed after all and it is sent again, people are called twice.\n";
  }
  return "You vouch for it that nobody was called. The same request may then be sent again under its\n"
         "request_id. If the calls were placed after all, people are called twice.\n";
}

// Shows what it is about and asks. Nothing for a yes, else the exit code.
std::optional<int> Confirm(const Session& session, const ResolveRequestRequest& request,
                           const Environment& environment) {
  unpod_task::v1::GetRequestRequest get;
  get.set_space_token(request.space_token());
  get.set_request_id(request.request_id());
  get.set_org_handle(request.org_handle());
  Result<RequestRecord> result = session.client->GetRequest(get, session.timeout);
  if (const auto* error = std::get_if<Error>(&result))
    return FailAsking(*error, Asked::kRead, false, environment);
  const RequestRecord& record = std::get<RequestRecord>(result);
  std::ostream& err = *environment.err;
  err << RecordText(record, absl::Now(), ColourOf(environment.err_is_terminal, environment)) << "\n";
  if (record.state() != unpod_task::v1::REQUEST_STATE_UNKNOWN) {
    err << "Only a request in the state unknown can be resolved. Nothing was changed.\n" << std::flush;
    return kExitRefused;
  }
  err << Warning(request.resolution()) << "Have you looked into the space? Type yes to go on: " << std::flush;
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
  } else {
    problems->push_back({"--as", "must be not_started or forget"});
  }
  return request;
}

int RunResolve(absl::Span<const std::string> args, const Environment& environment) {
  Problems problems;
  Flags flags = Flags::Parse(args, RequestResolveFlags(), &problems);
  if (problems.empty() && flags.Has("help")) return PrintHelp(RequestHelp("resolve"), environment);
  Session session = OpenLedgerSession(flags, environment, &problems);
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
  Result<RequestRecord> result = session.client->ResolveRequest(request, session.timeout);
  if (const auto* error = std::get_if<Error>(&result))
    return FailAsking(*error, Asked::kChange, session.json, environment);
  if (session.json) {
    *environment.out << RecordJson("resolved", std::get<RequestRecord>(result)) << std::flush;
    return kExitOk;
  }
  const bool forgotten = request.resolution() == ResolveRequestRequest::RESOLUTION_FORGET;
  Colour colour = ColourOf(environment.out_is_terminal, environment);
  *environment.out << Paint(forgotten ? "Forgotten." : "Settled as not started.", Ink::kGood, colour)
                   << (forgotten ? " Any request may be sent under this request_id.\n"
                                 : " The same request may be sent again under this request_id.\n")
                   << Row("request_id", request.request_id()) << std::flush;
  return kExitOk;
}

struct Wanted {
  ListRequestsRequest query;
  std::optional<int> limit;  // Nothing: all.
};

Wanted WantedBy(const Flags& flags, Problems* problems) {
  Wanted wanted;
  if (flags.Has("state")) {
    wanted.query.set_state(StateFrom(flags.Get("state")));
    if (wanted.query.state() == unpod_task::v1::REQUEST_STATE_UNSPECIFIED) {
      problems->push_back({"--state", "must be in_flight, created, not_started or unknown"});
    }
  }
  wanted.query.set_space_token(flags.Get("space_token"));
  wanted.query.set_request_id(flags.Get("request_id"));
  if (flags.Has("org_handle")) wanted.query.set_org_handle(flags.Get("org_handle"));
  wanted.limit = LimitFrom(flags, problems);
  return wanted;
}

// All pages or an error: half a list would look like a whole one.
Result<RequestList> CollectRequests(const Session& session, const Wanted& wanted) {
  RequestList list;
  ListRequestsRequest request = wanted.query;
  do {
    const int missing = wanted.limit.value_or(kRequestPageSize) - static_cast<int>(list.records.size());
    request.set_page_size(wanted.limit.has_value() ? std::min(missing, kRequestPageSize) : kRequestPageSize);
    Result<ListRequestsResponse> result = session.client->ListRequests(request, session.timeout);
    if (auto* error = std::get_if<Error>(&result)) return std::move(*error);
    auto& page = std::get<ListRequestsResponse>(result);
    for (RequestRecord& record : *page.mutable_requests()) list.records.push_back(std::move(record));
    request.set_page_token(page.next_page_token());
    list.more = !page.next_page_token().empty();
  } while (list.more && (!wanted.limit.has_value() || static_cast<int>(list.records.size()) < *wanted.limit));
  auto summary = session.client->GetLedgerSummary(session.timeout);
  if (auto* error = std::get_if<Error>(&summary)) return std::move(*error);
  list.counts = std::move(std::get<0>(summary));
  return list;
}

int RunList(absl::Span<const std::string> args, const Environment& environment) {
  Problems problems;
  Flags flags = Flags::Parse(args, RequestListFlags(), &problems);
  if (problems.empty() && flags.Has("help")) return PrintHelp(RequestHelp("list"), environment);
  Session session = OpenLedgerSession(flags, environment, &problems);
  const Wanted wanted = WantedBy(flags, &problems);
  if (!problems.empty()) return FailUsage(problems, "request list", session.json, environment);
  Result<RequestList> result = CollectRequests(session, wanted);
  if (const auto* error = std::get_if<Error>(&result))
    return FailAsking(*error, Asked::kRead, session.json, environment);
  const RequestList& list = std::get<RequestList>(result);
  const absl::Time now = absl::Now();
  if (session.json) {
    *environment.out << ListJson(list, now) << std::flush;
  } else if (environment.out_is_terminal) {
    *environment.out << TableText(list, now, ColourOf(true, environment)) << "\n"
                     << SummaryText(list, now) << std::flush;
  } else {
    *environment.out << ColumnsText(list) << std::flush;
    *environment.err << SummaryText(list, now) << std::flush;
  }
  return kExitOk;
}

}  // namespace

std::vector<FlagSpec> RequestGetFlags() {
  return With(NameFlags());
}

std::vector<FlagSpec> RequestResolveFlags() {
  std::vector<FlagSpec> specs = NameFlags();
  specs.push_back({"Request", "as", FlagKind::kValue, "WORD",
                   "not_started: nobody was called, it may be sent again; forget: the ledger drops it. "
                   "Required."});
  specs.push_back({"Request", "yes", FlagKind::kSwitch, "",
                   "Do not ask. Needed where there is no terminal, and with --json."});
  return With(std::move(specs));
}

std::vector<FlagSpec> RequestListFlags() {
  return With({
      {"Requests", "state", FlagKind::kValue, "STATE",
       "Only those that are in_flight, created, not_started or unknown."},
      {"Requests", "space_token", FlagKind::kValue, "TOKEN", "Only those of this space."},
      {"Requests", "org_handle", FlagKind::kValue, "HANDLE",
       "Only those that named this organization; empty: that named none."},
      {"Requests", "request_id", FlagKind::kValue, "ID",
       "Only this one, and the batches of the list of this name."},
      {"Requests", "limit", FlagKind::kValue, "N", "At most so many, the newest. Default: 100."},
      {"Requests", "all", FlagKind::kSwitch, "", "All that there are."},
  });
}

int RunRequest(absl::Span<const std::string> args, const Environment& environment) {
  if (args.empty()) {
    *environment.err << RequestHelp("") << std::flush;
    return kExitUsage;
  }
  absl::Span<const std::string> rest = args.subspan(1);
  const std::string& command = args[0];
  if (command == "--help" || command == "-h") return PrintHelp(RequestHelp(""), environment);
  if (command != "get" && command != "resolve" && command != "list") {
    const bool json = std::find(rest.begin(), rest.end(), "--json") != rest.end();
    return FailUsage({{Printable(command), "is no command; there are get, resolve and list"}}, "request",
                     json, environment);
  }
  if (!rest.empty() && rest[0] == "-h") return PrintHelp(RequestHelp(command), environment);
  if (command == "get") return RunGet(rest, environment);
  return command == "resolve" ? RunResolve(rest, environment) : RunList(rest, environment);
}

}  // namespace unpod::cli
