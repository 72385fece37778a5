// The table of the SQLite ledger and how an entry stands in it.
#ifndef UNPOD_SERVER_LEDGER_SQLITE_ROWS_H_
#define UNPOD_SERVER_LEDGER_SQLITE_ROWS_H_

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

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

// Of what is written; PRAGMA user_version holds that of a file.
inline constexpr int kSqliteSchemaVersion = 1;
extern const char kSqliteSchema[];

// The columns that ReadEntry reads, after the row's id.
#define UNPOD_LEDGER_COLUMNS                                                                                 \
  "tenant, space_token, request_id, state, fingerprint, claim_id, owner, documents, claimed_at, changed_at," \
  " code, reason, http_status, run_id, status, tasks, missing, read_back"

Entry ReadEntry(SqliteStatement& row);

// The parts of an entry that are lists, as blobs.
std::string EncodeTasks(const Receipt& receipt);
std::string EncodeIndexes(const std::vector<uint32_t>& indexes);
// Leaves the receipt's lists empty for a text that the above do not make.
void DecodeTasks(absl::string_view text, Receipt& receipt);
std::vector<uint32_t> DecodeIndexes(absl::string_view text);

// Times are stored as microseconds since 1970.
inline int64_t ToMicros(absl::Time time) {
  return absl::ToUnixMicros(time);
}

inline absl::string_view Bytes(const Digest& digest) {
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

}  // namespace unpod::ledger

#endif  // UNPOD_SERVER_LEDGER_SQLITE_ROWS_H_
