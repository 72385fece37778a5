// What a person reads about requests in the service's ledger.
#ifndef UNPOD_CLIENT_CLI_LEDGER_TEXT_H_
#define UNPOD_CLIENT_CLI_LEDGER_TEXT_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "client/cli/paint.h"
#include "unpod_task/v1/task_service.pb.h"

namespace unpod::cli {

struct RequestList {
  std::vector<unpod_task::v1::RequestRecord> records;
  unpod_task::v1::GetLedgerSummaryResponse counts;  // Of the whole ledger.
  bool more = false;                                // There are more than were asked for.
};

// "in_flight", "created", "not_started", "unknown"; "" for a state of a newer service.
std::string StateName(unpod_task::v1::RequestState state);
// UNSPECIFIED for any other name.
unpod_task::v1::RequestState StateFrom(const std::string& name);

// Since when the oldest unknown one waits, if there is one.
std::optional<absl::Duration> OldestUnknownAge(const RequestList& list, absl::Time now);

std::string RecordText(const unpod_task::v1::RequestRecord& record, absl::Time now, Colour colour);

// For eyes: aligned, with a heading. For programs: a line for each request, eight columns with tabs between
// them, "-" for what is empty. docs/command-line.md lists them.
std::string TableText(const RequestList& list, absl::Time now, Colour colour);
std::string ColumnsText(const RequestList& list);
// How many there are in each state, and the age of the oldest unknown one.
std::string SummaryText(const RequestList& list, absl::Time now);

}  // namespace unpod::cli

#endif  // UNPOD_CLIENT_CLI_LEDGER_TEXT_H_
