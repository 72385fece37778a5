#include "server/rpc/request_record.h"

#include <utility>

#include "absl/time/time.h"
#include "server/domain/outcome.h"
#include "server/domain/request_name.h"
#include "server/flow/document_result.h"
#include "server/flow/ledger_outcome.h"
#include "server/flow/skip_invalid.h"
#include "server/rpc/document_result.h"
#include "server/rpc/status.h"

namespace unpod::rpc {
namespace {

void FillStamp(absl::Time time, google::protobuf::Timestamp& timestamp) {
  const int64_t micros = absl::ToUnixMicros(time);
  timestamp.set_seconds(micros / 1'000'000);
  timestamp.set_nanos(static_cast<int32_t>(micros % 1'000'000 * 1000));
}

int32_t In(const ledger::Count& count, ledger::State state) {
  return static_cast<int32_t>(count.entries[static_cast<size_t>(state)]);
}

// A repeat of the same bytes is safe whatever became of the request: that is what the ledger is for.
void FillCause(const ledger::Entry& entry, unpod_task::v1::Failure& failure) {
  domain::Failure cause =
      domain::MakeFailure(entry.cause.code, entry.cause.reason, "", entry.cause.http_status);
  cause.repeat_is_safe = true;
  const bool is_unknown = entry.state == ledger::State::kUnknown;
  FillFailure(cause, is_unknown ? Execution::kUnknown : Execution::kNotStarted, failure);
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
static_assert(static_cast<int>(ledger::State::kRejected) == unpod_task::v1::REQUEST_STATE_NOT_STARTED);
static_assert(static_cast<int>(ledger::State::kUnknown) == unpod_task::v1::REQUEST_STATE_UNKNOWN);

void FillRecord(const ledger::Entry& entry, unpod_task::v1::RequestRecord& record) {
  domain::RequestName name = domain::ParseRequestName(entry.key.request_id);
  record.set_request_id(std::move(name.request_id));
  if (name.batch.has_value()) record.set_batch(*name.batch);
  record.set_space_token(entry.key.space_token);
  record.set_org_handle(entry.key.tenant);
  record.set_state(ToState(entry.state));
  record.set_document_count(static_cast<int32_t>(entry.documents + entry.skipped.size()));
  FillStamp(entry.claimed_at, *record.mutable_create_time());
  FillStamp(entry.changed_at, *record.mutable_update_time());
  if (entry.state == ledger::State::kRejected || entry.state == ledger::State::kUnknown) {
    FillCause(entry, *record.mutable_failure());
  }
  record.set_run_id(entry.receipt.run_id);
  record.set_upstream_status(entry.receipt.status);
  record.set_read_back(entry.receipt.read_back);
  record.set_note(entry.note);
}

void FillResults(const ledger::Entry& entry, unpod_task::v1::RequestRecord& record) {
  if (entry.state != ledger::State::kCreated) return;
  auto sent = flow::ResultsOf(flow::Replayed(entry), entry.documents, /*is_keyed=*/true);
  for (auto& result : flow::WithSkipped(std::move(sent), flow::SkippedBefore(entry.skipped)))
    FillResult(std::move(result), *record.add_results());
}

void FillSummary(const ledger::Count& count, unpod_task::v1::GetLedgerSummaryResponse& summary) {
  summary.set_in_flight(In(count, ledger::State::kClaimed));
  summary.set_created(In(count, ledger::State::kCreated));
  summary.set_not_started(In(count, ledger::State::kRejected));
  summary.set_unknown(In(count, ledger::State::kUnknown));
  if (count.oldest_unknown.has_value())
    FillStamp(*count.oldest_unknown, *summary.mutable_oldest_unknown_create_time());
}

}  // namespace unpod::rpc
