// What SqliteStore does for each operation, inside a transaction.
#include <algorithm>
#include <limits>
#include <utility>
#include <vector>

#include "server/domain/reason.h"
#include "server/ledger/receipt_lists.h"
#include "server/ledger/sqlite_rows.h"
#include "server/ledger/sqlite_store.h"

namespace unpod::ledger {
namespace {

// In one go, so that it does not hold up calls.
constexpr int64_t kMaxErased = 1000;
constexpr int64_t kMaxListedRows = 10'000;

absl::string_view Bytes(const domain::Fingerprint& fingerprint) {
  return {reinterpret_cast<const char*>(fingerprint.data()), fingerprint.size()};
}

}  // namespace

bool SqliteStore::Lookup(const Digest& digest, int64_t& row, Entry& entry, absl::Status& status) {
  const auto found = rows_.find(digest);
  if (found == rows_.end()) return false;
  row = found->second;
  if (!statements_.select.Bind(row).Step()) {
    status = statements_.select.Reset();
    if (status.ok()) status = absl::FailedPreconditionError("the database lost a row");
    return false;
  }
  entry = ReadEntry(statements_.select);
  status = statements_.select.Reset();
  return status.ok();
}

absl::Status SqliteStore::Run(Claim& claim) {
  int64_t row = 0;
  Entry held;
  absl::Status status;
  if (Lookup(claim.digest, row, held, status)) {
    const bool free_again = held.state == State::kRejected && held.fingerprint == claim.entry.fingerprint;
    if (!free_again && !ages_.IsExpired(held)) {
      claim.entry = std::move(held);
      return absl::OkStatus();
    }
    status = Erase(row, held.state, claim.digest);
  }
  return status.ok() ? Insert(claim) : status;
}

absl::Status SqliteStore::Insert(Claim& claim) {
  Entry& entry = claim.entry;
  entry.state = State::kClaimed;
  entry.owner = options_.owner;
  // As it will be read: whole microseconds.
  entry.claimed_at = entry.changed_at = absl::FromUnixMicros(ToMicros(ages_.now()));
  SqliteStatement& insert = statements_.insert;
  insert.BindText(entry.key.tenant).BindText(entry.key.space_token);
  insert.BindText(entry.key.request_id)
      .Bind(static_cast<int>(entry.state))
      .BindBlob(Bytes(entry.fingerprint));
  insert.BindText(entry.claim_id).BindText(entry.owner).Bind(entry.documents);
  insert.Bind(ToMicros(entry.claimed_at)).Bind(ToMicros(entry.changed_at));
  const std::string skipped = EncodeIndexes(entry.skipped);
  insert.BindZeros(RoomForReceipt(entry.documents)).BindBlob(skipped);
  absl::Status inserted = insert.Run();
  if (!inserted.ok()) return inserted;
  const int64_t row = database_.last_insert_rowid();
  rows_[claim.digest] = row;
  header_keys_passed_ = std::min(header_keys_passed_, row - 1);  // The last row's number is given again.
  ++Counter(State::kClaimed);
  claim.claimed = true;
  return absl::OkStatus();
}

absl::Status SqliteStore::Erase(int64_t row, State state, const Digest& digest) {
  absl::Status erased = statements_.erase.Bind(row).Run();
  if (!erased.ok()) return erased;
  rows_.erase(digest);
  --Counter(state);
  return erased;
}

absl::Status SqliteStore::Run(Settle& settle) {
  const auto found = rows_.find(settle.digest);
  if (found == rows_.end()) return absl::OkStatus();
  absl::Status status = Change(found->second, State::kClaimed, settle, settle.applied);
  if (!status.ok() || settle.applied) return status;
  return Change(found->second, State::kUnknown, settle, settle.applied);
}

absl::Status SqliteStore::Change(int64_t row, State from, const Settle& to, bool& changed) {
  const Receipt& receipt = to.receipt;
  const std::string tasks = EncodeTasks(receipt);
  const std::string missing = EncodeIndexes(receipt.missing_documents);
  SqliteStatement& settle = statements_.settle;
  settle.Bind(static_cast<int>(to.state)).Bind(ToMicros(ages_.now())).Bind(static_cast<int>(to.cause.code));
  settle.BindText(to.state == State::kCreated ? "" : domain::ReasonName(to.cause.reason));
  settle.Bind(to.cause.http_status).BindText(receipt.run_id).BindText(receipt.status).BindBlob(tasks);
  settle.BindBlob(missing).Bind(receipt.read_back ? 1 : 0);
  settle.Bind(row).BindText(to.claim_id).Bind(static_cast<int>(from));
  absl::Status done = settle.Run();
  if (!done.ok()) return done;
  changed = database_.changes() == 1;
  if (changed) {
    --Counter(from);
    ++Counter(to.state);
  }
  return done;
}

absl::Status SqliteStore::Run(Find& find) {
  int64_t row = 0;
  Entry held;
  absl::Status status;
  if (Lookup(find.digest, row, held, status) && !ages_.IsExpired(held)) find.found = std::move(held);
  return status;
}

absl::Status SqliteStore::Run(Resolve& resolve) {
  int64_t row = 0;
  Entry held;
  absl::Status status;
  if (!Lookup(resolve.digest, row, held, status) || ages_.IsExpired(held)) return status;
  resolve.found = held;
  if (held.state != State::kUnknown) return status;
  if (resolve.resolution == Resolve::Resolution::kForget) {
    resolve.resolved = true;
    return Erase(row, held.state, resolve.digest);
  }
  const bool is_created = resolve.resolution == Resolve::Resolution::kCreated;
  Settle settle;
  settle.claim_id = is_created ? resolve.claim_id : held.claim_id;
  settle.state = is_created ? State::kCreated : State::kRejected;
  if (is_created) {
    settle.receipt = resolve.receipt;
  } else {
    settle.cause = held.cause;
  }
  status = Change(row, State::kUnknown, settle, resolve.resolved);
  if (!status.ok() || !resolve.resolved || resolve.note.empty()) return status;
  return statements_.note.BindText(resolve.note).Bind(row).Run();
}

absl::Status SqliteStore::Run(List& list) {
  // Unknown ones have an index; for others only so many rows are looked at, and the page may be short.
  const bool by_index = list.state == State::kUnknown;
  SqliteStatement& page = by_index ? statements_.unknown_page : statements_.page;
  page.Bind(list.before == 0 ? std::numeric_limits<int64_t>::max() : list.before).Bind(kMaxListedRows);
  int64_t looked_at = 0;
  while (page.Step()) {
    const int64_t row = page.Int();
    Entry entry = ReadEntry(page);
    if (list.entries.size() == list.limit) return page.Reset();
    list.next_before = row;
    if (++looked_at == kMaxListedRows) return page.Reset();
    if (ages_.IsExpired(entry) || !IsWanted(list, entry)) continue;
    list.entries.push_back(std::move(entry));
  }
  list.next_before = 0;
  return page.Reset();
}

absl::Status SqliteStore::Run(Count& count) {
  count.entries = counts_;
  if (Counter(State::kUnknown) == 0) return absl::OkStatus();
  if (statements_.oldest_unknown.Step()) {
    count.oldest_unknown = absl::FromUnixMicros(statements_.oldest_unknown.Int());
  }
  return statements_.oldest_unknown.Reset();
}

absl::Status SqliteStore::FindExpired(absl::Time oldest, int64_t& passed, std::vector<ExpiredRow>& found,
                                      bool& at_end) {
  SqliteStatement& look_at = statements_.look_at;
  look_at.Bind(passed).Bind(kMaxErased);
  at_end = true;
  while (look_at.Step()) {
    const int64_t id = look_at.Int();
    Entry entry;
    entry.key = ReadKey(look_at);
    entry.state = static_cast<State>(look_at.Int());
    entry.claimed_at = absl::FromUnixMicros(look_at.Int());
    at_end = entry.claimed_at >= oldest;
    if (at_end) break;
    passed = id;
    if (ages_.IsExpired(entry)) found.push_back({id, entry.state, DigestOf(entry.key)});
  }
  return look_at.Reset();
}

// What has to stay is passed over once in each round of the first search, and once for all in the second,
// which looks for headers' keys only: the first finds those that were not settled by then.
absl::Status SqliteStore::EraseExpired() {
  ages_.ReadClock();
  std::vector<ExpiredRow> expired;
  bool at_end = false;
  bool ignored = false;
  absl::Status status = FindExpired(ages_.oldest(), passed_, expired, at_end);
  if (at_end) passed_ = 0;
  if (status.ok()) status = FindExpired(ages_.oldest_header_key(), header_keys_passed_, expired, ignored);
  if (!status.ok() || expired.empty()) return status;
  status = statements_.begin.Run();
  for (const ExpiredRow& row : expired) {
    const auto held = rows_.find(row.digest);  // Both may have found it.
    if (status.ok() && held != rows_.end() && held->second == row.id) {
      status = Erase(row.id, row.state, row.digest);
    }
  }
  return status.ok() ? statements_.commit.Run() : status;
}

}  // namespace unpod::ledger
