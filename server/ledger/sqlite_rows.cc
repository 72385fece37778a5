#include "server/ledger/sqlite_rows.h"

#include <algorithm>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "server/domain/reason.h"
#include "server/ledger/string_list.h"

namespace unpod::ledger {

const char kSqliteSchema[] = R"(
  CREATE TABLE entries (
    id INTEGER PRIMARY KEY,
    digest BLOB NOT NULL,
    tenant TEXT NOT NULL,
    space_token TEXT NOT NULL,
    request_id TEXT NOT NULL,
    state INTEGER NOT NULL,
    fingerprint BLOB NOT NULL,
    claim_id TEXT NOT NULL,
    owner TEXT NOT NULL,
    documents INTEGER NOT NULL,
    claimed_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    code INTEGER NOT NULL DEFAULT 0,
    reason TEXT NOT NULL DEFAULT '',
    http_status INTEGER NOT NULL DEFAULT 0,
    run_id TEXT NOT NULL DEFAULT '',
    status TEXT NOT NULL DEFAULT '',
    tasks BLOB NOT NULL DEFAULT x'',
    missing BLOB NOT NULL DEFAULT x'',
    read_back INTEGER NOT NULL DEFAULT 0,
    room BLOB NOT NULL
  ) STRICT;
  CREATE INDEX unknown_entries ON entries (state) WHERE state = 4;
  PRAGMA user_version = 1;
)";

Entry ReadEntry(SqliteStatement& row) {
  Entry entry;
  entry.key.tenant = row.Text();
  entry.key.space_token = row.Text();
  entry.key.request_id = row.Text();
  entry.state = static_cast<State>(row.Int());
  const std::string fingerprint = row.Text();
  std::copy_n(fingerprint.begin(), std::min(fingerprint.size(), entry.fingerprint.size()),
              entry.fingerprint.begin());
  entry.claim_id = row.Text();
  entry.owner = row.Text();
  entry.documents = static_cast<uint32_t>(row.Int());
  entry.claimed_at = absl::FromUnixMicros(row.Int());
  entry.changed_at = absl::FromUnixMicros(row.Int());
  entry.cause.code = static_cast<absl::StatusCode>(row.Int());
  entry.cause.reason = domain::ReasonFromName(row.Text());
  entry.cause.http_status = static_cast<int>(row.Int());
  entry.receipt.run_id = row.Text();
  entry.receipt.status = row.Text();
  DecodeTasks(row.Text(), entry.receipt);
  entry.receipt.missing_documents = DecodeIndexes(row.Text());
  entry.receipt.read_back = row.Int() != 0;
  return entry;
}

// The ids, then as many statuses or none.
std::string EncodeTasks(const Receipt& receipt) {
  if (receipt.task_ids.empty()) return "";
  return EncodeStrings({EncodeStrings(receipt.task_ids), EncodeStrings(receipt.task_statuses)});
}

void DecodeTasks(absl::string_view text, Receipt& receipt) {
  auto lists = DecodeStrings(text);
  if (!lists.has_value() || lists->size() != 2) return;
  receipt.task_ids = DecodeStrings((*lists)[0]).value_or(std::vector<std::string>());
  receipt.task_statuses = DecodeStrings((*lists)[1]).value_or(std::vector<std::string>());
}

std::string EncodeIndexes(const std::vector<uint32_t>& indexes) {
  std::vector<std::string> numbers;
  numbers.reserve(indexes.size());
  for (const uint32_t index : indexes) numbers.push_back(absl::StrCat(index));
  return EncodeStrings(numbers);
}

std::vector<uint32_t> DecodeIndexes(absl::string_view text) {
  std::vector<uint32_t> indexes;
  const auto numbers = DecodeStrings(text);
  if (!numbers.has_value()) return indexes;
  for (const std::string& number : *numbers) {
    uint32_t index = 0;
    if (absl::SimpleAtoi(number, &index)) indexes.push_back(index);
  }
  return indexes;
}

}  // namespace unpod::ledger
