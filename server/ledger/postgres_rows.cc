#include "server/ledger/postgres_rows.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_replace.h"
#include "server/domain/text.h"
#include "server/ledger/receipt_lists.h"

namespace unpod::ledger {
namespace {

// The server counts microseconds from 2000-01-01.
constexpr int64_t kEpoch = 946'684'800'000'000;

}  // namespace

std::string Storable(const std::string& text) {
  if (!domain::IsUtf8(text)) return "?";
  return absl::StrReplaceAll(text, {{absl::string_view("\0", 1), "?"}});
}

absl::Time ReadTime(const PostgresResult& result, int row, int column) {
  return absl::FromUnixMicros(result.Int(row, column) + kEpoch);
}

Entry ReadRow(const PostgresResult& result, int row, int column) {
  Entry entry;
  const auto text = [&] { return result.Text(row, column++); };
  const auto number = [&] { return result.Int(row, column++); };
  entry.key.tenant = text();
  entry.key.space_token = text();
  entry.key.request_id = text();
  entry.state = static_cast<State>(number());
  const std::string fingerprint = text();
  std::copy_n(fingerprint.begin(), std::min(fingerprint.size(), entry.fingerprint.size()),
              entry.fingerprint.begin());
  entry.claim_id = text();
  entry.owner = text();
  entry.documents = static_cast<uint32_t>(number());
  entry.claimed_at = ReadTime(result, row, column++);
  entry.changed_at = ReadTime(result, row, column++);
  entry.cause.code = static_cast<absl::StatusCode>(number());
  entry.cause.reason = domain::ReasonFromName(text());
  entry.cause.http_status = static_cast<int>(number());
  entry.receipt.run_id = text();
  entry.receipt.status = text();
  DecodeTasks(text(), entry.receipt);
  entry.receipt.missing_documents = DecodeIndexes(text());
  entry.receipt.read_back = number() != 0;
  entry.skipped = DecodeIndexes(text());
  entry.note = text();
  return entry;
}

void AddOutcome(PostgresQuery& query, const Settle& settle) {
  const Receipt& receipt = settle.receipt;
  query.Int(static_cast<int>(settle.state)).Int(static_cast<int>(settle.cause.code));
  query.Text(settle.state == State::kCreated ? "" : domain::ReasonName(settle.cause.reason));
  query.Int(settle.cause.http_status).Text(Storable(receipt.run_id)).Text(Storable(receipt.status));
  query.Bytes(EncodeTasks(receipt)).Bytes(EncodeIndexes(receipt.missing_documents));
  query.Int(receipt.read_back ? 1 : 0);
}

}  // namespace unpod::ledger
