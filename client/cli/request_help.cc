#include "absl/strings/str_cat.h"
#include "client/cli/command.h"
#include "client/cli/flags.h"
#include "client/cli/help.h"

namespace unpod::cli {
namespace {

constexpr absl::string_view kRequest = R"(unpod-task request - what became of requests, by their request_id

Usage:
  unpod-task request get --space_token TOKEN --request_id ID [flags]
  unpod-task request resolve --space_token TOKEN --request_id ID --as not_started|forget|created [flags]
  unpod-task request list [--state STATE] [flags]
  unpod-task request get|resolve|list --help

States:
  in_flight    it is being sent, or about to be
  created      the calls are placed
  not_started  nobody was called; the same request may be sent again under its request_id
  unknown      the calls may have been placed; the service looks for them at Unpod

Examples:
  unpod-task request list --state unknown
  unpod-task request get --space_token 8KZAMRAHSXXXXXXMAYNASMJC --request_id order-4711
)";

constexpr absl::string_view kGet = R"(unpod-task request get - what the service knows of one request

Usage:
  unpod-task request get --space_token TOKEN --request_id ID [flags]

)";

constexpr absl::string_view kGetEnd = R"(
Exit codes:
  0  answered; the answer says which state the request is in
  1  no such request: it was never sent, was forgotten, or its time is over
  2  wrong flags; nothing was sent
  3  refused; the same question would be refused again
  4  not answered, for a passing reason; ask again
  6  the service is not reachable

Examples:
  unpod-task request get --space_token 8KZAMRAHSXXXXXXMAYNASMJC --request_id order-4711

  In a script:
    unpod-task request get --json --space_token "$SPACE" --request_id "$ID" | jq -r .request.state
)";

constexpr absl::string_view kResolve =
    R"(unpod-task request resolve - settle a request of unknown outcome by hand

Usage:
  unpod-task request resolve --space_token TOKEN --request_id ID --as not_started|forget [flags]
  unpod-task request resolve --space_token TOKEN --request_id ID --as created --run_id RUN [flags]

The outcome is then what you say. Look into the space first: if the calls were placed after all and the
request is sent again, people are called twice. Only a request in the state unknown can be resolved.
Where you have found its calls, name their run: its tasks become the answer to every repeat.
Of a list, --batch names one batch; without it all its unknown batches are settled.
On a terminal it shows what will be settled and asks before it does anything.

)";

constexpr absl::string_view kResolveEnd = R"(
Exit codes:
  0  settled
  1  no such request
  2  wrong flags, or not confirmed; nothing was changed
  3  refused, above all because the request is not in the state unknown; nothing was changed
  4  not done, for a passing reason; nothing was changed; ask again
  5  no answer came: it may be settled; see unpod-task request get
  6  the service is not reachable; nothing was changed

Examples:
  unpod-task request resolve --space_token 8KZAMRAHSXXXXXXMAYNASMJC --request_id order-4711 \
      --as not_started

  In a script:
    unpod-task request resolve --space_token "$SPACE" --request_id "$ID" --as forget --yes

  All unknown batches of a list:
    unpod-task request resolve --space_token "$SPACE" --request_id campaign-7 --as not_started \
        --note "none of them in the portal, 14:00"
)";

constexpr absl::string_view kList =
    R"(unpod-task request list - the requests in the service's ledger, newest first

Usage:
  unpod-task request list [--state STATE] [--limit N | --all] [flags]

On a terminal: a table. Elsewhere: a line for each request with nine columns and tabs between them
(request_id, state, time of the claim, number of documents, space_token, org_handle, run_id, reason,
number of the batch; "-" for none). How many there are in each state, and how old the oldest unknown one
is, follows on the terminal; elsewhere it goes to standard error, so that the columns stay alone.

)";

constexpr absl::string_view kListEnd = R"(
Exit codes:
  0  listed, be it none
  2  wrong flags; nothing was sent
  3  refused; the same question would be refused again
  4  not answered, for a passing reason; ask again
  6  the service is not reachable

Examples:
  unpod-task request list --state unknown

  In a script:
    unpod-task request list --json --limit 1 | jq .counts.oldest_unknown_age_seconds
)";

}  // namespace

std::string RequestHelp(const std::string& command) {
  if (command == "get") return absl::StrCat(kGet, FlagHelp(RequestGetFlags()), kGetEnd);
  if (command == "resolve") return absl::StrCat(kResolve, FlagHelp(RequestResolveFlags()), kResolveEnd);
  if (command == "list") return absl::StrCat(kList, FlagHelp(RequestListFlags()), kListEnd);
  return std::string(kRequest);
}

}  // namespace unpod::cli
