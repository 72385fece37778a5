#include "server/ledger/sqlite_rows.h"

#include <algorithm>

#include "server/domain/reason.h"
#include "server/ledger/receipt_lists.h"

namespace unpod::ledger {

Key ReadKey(SqliteStatement& row) {
  Key key;
  key.tenant = row.Text();
  key.space_token = row.Text();
  key.request_id = row.Text();
  return key;
}

Entry ReadEntry(SqliteStatement& row) {
  Entry entry;
  entry.key = ReadKey(row);
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
  entry.skipped = DecodeIndexes(row.Text());
  entry.note = row.Text();
  return entry;
}

}  // namespace unpod::ledger
