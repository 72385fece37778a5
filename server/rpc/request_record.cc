#include "server/rpc/request_record.h"

#include <string>

#include "absl/time/time.h"
#include "server/domain/reason.h"

namespace unpod::rpc {
namespace {

void FillStamp(absl::Time time, google::protobuf::Timestamp& timestamp) {
  const int64_t micros = absl::ToUnixMicros(time);
  timestamp.set_seconds(micros / 1'000'000);
  timestamp.set_nanos(static_cast<int32_t>(micros % 1'000'000 * 1000));
}

int64_t In(const ledger::Count& count, ledger::State state) {
  return count.entries[static_cast<size_t>(state)];
}

}  // namespace

// The numbers are the same on both sides; each side promises never to change its own.
unpod_task::v1::RequestState ToState(ledger::State state) {
  return static_cast<unpod_task::v1::RequestState>(state);
}
ledger::State FromState(unpod_task::v1::RequestState state) {
  return static_cast<ledger::State>(state);
}
static_assert(static_cast<int>(ledger::State::kClaimed) == unpod_task::v1::REQUEST_STATE_IN_FLIGHT);
static_assert(static_cast<int>(ledger::State::kCreated) == unpod_task::v1::REQUEST_STATE_CREATED);
static_assert(static_cast<int>(ledger::State::kRejected) == unpod_task::v1::REQUEST_STATE_REJECTED);
static_assert(static_cast<int>(ledger::State::kUnknown) == unpod_task::v1::REQUEST_STATE_UNKNOWN);

void FillRecord(const ledger::Entry& entry, unpod_task::v1::RequestRecord& record) {
  record.set_request_id(entry.key.request_id);
  record.set_space_token(entry.key.space_token);
  record.set_org_handle(entry.key.tenant);
  record.set_state(ToState(entry.state));
  record.set_documents(entry.documents);
  FillStamp(entry.claimed_at, *record.mutable_claim_time());
  FillStamp(entry.changed_at, *record.mutable_change_time());
  if (entry.state == ledger::State::kRejected || entry.state == ledger::State::kUnknown) {
    record.set_reason(std::string(domain::ReasonName(entry.cause.reason)));
    record.set_http_status(entry.cause.http_status);
  }
  record.set_run_id(entry.receipt.run_id);
  for (const std::string& id : entry.receipt.task_ids) record.add_task_ids(id);
  record.set_status(entry.receipt.status);
  for (const uint32_t document : entry.receipt.missing_documents) record.add_missing_documents(document);
  record.set_read_back(entry.receipt.read_back);
}

void FillCounts(const ledger::Count& count, unpod_task::v1::ListRequestsResponse::Counts& counts) {
  counts.set_in_flight(In(count, ledger::State::kClaimed));
  counts.set_created(In(count, ledger::State::kCreated));
  counts.set_rejected(In(count, ledger::State::kRejected));
  counts.set_unknown(In(count, ledger::State::kUnknown));
  if (count.oldest_unknown.has_value())
    FillStamp(*count.oldest_unknown, *counts.mutable_oldest_unknown_claim_time());
}

}  // namespace unpod::rpc
