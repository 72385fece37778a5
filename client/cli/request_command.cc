#include <algorithm>
#include <optional>
#include <utility>
#include <variant>

#include "absl/time/clock.h"
#include "client/cli/command.h"
#include "client/cli/exit_code.h"
#include "client/cli/failure.h"
#include "client/cli/help.h"
#include "client/cli/ledger_json.h"
#include "client/cli/ledger_text.h"
#include "client/cli/read_flags.h"
#include "client/cli/request_flags.h"
#include "client/cli/text.h"
#include "client/task_client.h"

namespace unpod::cli {
namespace {

using client::Error;
using client::Result;
using unpod_task::v1::ListRequestsRequest;
using unpod_task::v1::ListRequestsResponse;
using unpod_task::v1::RequestRecord;

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
  *environment.out << (session.json ? RecordJson(record)
                                    : RecordText(record, absl::Now(),
                                                 ColourOf(environment.out_is_terminal, environment)))
                   << std::flush;
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
  return WithLedgerFlags(NameFlags());
}

std::vector<FlagSpec> RequestListFlags() {
  return WithLedgerFlags({
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
  return command == "resolve" ? RunRequestResolve(rest, environment) : RunList(rest, environment);
}

}  // namespace unpod::cli
