// The table of the SQLite ledger and how an entry stands in it.
#ifndef UNPOD_SERVER_LEDGER_SQLITE_ROWS_H_
#define UNPOD_SERVER_LEDGER_SQLITE_ROWS_H_

#include <algorithm>
#include <cstdint>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "server/ledger/entry.h"
#include "server/ledger/sqlite.h"

namespace unpod::ledger {

// A claim's row is this many bytes longer than it needs to be, in the column room, for run and task ids to
// come: a row that grows moves others to the next page, which costs a third of all that a claim and its
// outcome cost.
inline int64_t RoomForReceipt(uint32_t documents) {
  constexpr int64_t kRun = 56;
  constexpr int64_t kTask = 56;
  constexpr uint32_t kMaxTasks = 20;  // More do not fit a page well.
  return kRun + kTask * std::min(documents, kMaxTasks);
}

// The columns that ReadEntry reads, after the row's id.
#define UNPOD_LEDGER_COLUMNS                                                                                 \
  "tenant, space_token, request_id, state, fingerprint, claim_id, owner, documents, claimed_at, changed_at," \
  " code, reason, http_status, run_id, status, tasks, missing, read_back, skipped, note"

// The first three of them.
Key ReadKey(SqliteStatement& row);
Entry ReadEntry(SqliteStatement& row);

// Times are stored as microseconds since 1970.
inline int64_t ToMicros(absl::Time time) {
  return absl::ToUnixMicros(time);
}

}  // namespace unpod::ledger

#endif  // UNPOD_SERVER_LEDGER_SQLITE_ROWS_H_
