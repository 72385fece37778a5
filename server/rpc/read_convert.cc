#include "server/rpc/read_convert.h"

#include <google/protobuf/duration.pb.h>
#include <google/protobuf/timestamp.pb.h>

#include <optional>
#include <string>
#include <utility>

#include "absl/time/time.h"
#include "server/rpc/fill_struct.h"
#include "server/rpc/read_document.h"

namespace unpod::rpc {
namespace {

// Nothing for a time that the message cannot hold: the years 1 to 9999.
template <typename Message>
void FillTime(const std::optional<absl::Time>& from, Message& message,
              google::protobuf::Timestamp* (Message::*field)()) {
  constexpr int64_t kFirst = -62'135'596'800;
  constexpr int64_t kLast = 253'402'300'799;
  if (!from.has_value()) return;
  const int64_t seconds = absl::ToUnixSeconds(*from);
  if (seconds < kFirst || seconds > kLast) return;
  google::protobuf::Timestamp& to = *(message.*field)();
  to.set_seconds(seconds);
  to.set_nanos(static_cast<int32_t>(absl::ToInt64Nanoseconds(*from - absl::FromUnixSeconds(seconds))));
}

void FillDuration(absl::Duration from, google::protobuf::Duration& to) {
  const int64_t seconds = absl::IDivDuration(from, absl::Seconds(1), &from);
  to.set_seconds(seconds);
  to.set_nanos(static_cast<int32_t>(absl::ToInt64Nanoseconds(from)));
}

void FillOutput(domain::CallOutput from, unpod_task::v1::CallOutput& to) {
  to.set_call_id(std::move(from.call_id));
  to.set_call_type(std::move(from.call_type));
  to.set_call_status(std::move(from.call_status));
  to.set_end_reason(std::move(from.end_reason));
  FillTime(from.start_time, to, &unpod_task::v1::CallOutput::mutable_start_time);
  FillTime(from.end_time, to, &unpod_task::v1::CallOutput::mutable_end_time);
  if (from.duration.has_value()) FillDuration(*from.duration, *to.mutable_duration());
  to.set_assistant_number(std::move(from.assistant_number));
  to.set_summary(std::move(from.summary));
  to.set_recording_url(std::move(from.recording_url));
  for (domain::TranscriptEntry& line : from.transcript) {
    auto& entry = *to.add_transcript();
    entry.set_role(std::move(line.role));
    entry.set_content(std::move(line.content));
    FillTime(line.time, entry, &unpod_task::v1::TranscriptEntry::mutable_time);
  }
  if (!from.post_call_data.empty()) {
    FillStruct(std::move(from.post_call_data), *to.mutable_post_call_data());
  }
  if (from.cost.has_value()) to.set_cost(*from.cost);
  to.set_error(std::move(from.error));
  if (!from.other.empty()) FillStruct(std::move(from.other), *to.mutable_other());
}

// The numbers are the same on both sides.
static_assert(static_cast<int>(domain::TaskState::kUnrecognized) == unpod_task::v1::TASK_STATE_UNSPECIFIED);
static_assert(static_cast<int>(domain::TaskState::kPending) == unpod_task::v1::TASK_STATE_PENDING);
static_assert(static_cast<int>(domain::TaskState::kScheduled) == unpod_task::v1::TASK_STATE_SCHEDULED);
static_assert(static_cast<int>(domain::TaskState::kProcessing) == unpod_task::v1::TASK_STATE_PROCESSING);
static_assert(static_cast<int>(domain::TaskState::kInProgress) == unpod_task::v1::TASK_STATE_IN_PROGRESS);
static_assert(static_cast<int>(domain::TaskState::kHold) == unpod_task::v1::TASK_STATE_HOLD);
static_assert(static_cast<int>(domain::TaskState::kCompleted) == unpod_task::v1::TASK_STATE_COMPLETED);
static_assert(static_cast<int>(domain::TaskState::kFailed) == unpod_task::v1::TASK_STATE_FAILED);
static_assert(static_cast<int>(domain::TaskState::kPartiallyCompleted) ==
              unpod_task::v1::TASK_STATE_PARTIALLY_COMPLETED);

}  // namespace

void FillTask(domain::TaskInfo from, absl::string_view mark_name, unpod_task::v1::CallTask& to) {
  to.set_task_id(std::move(from.task_id));
  to.set_run_id(std::move(from.run_id));
  to.set_state(static_cast<unpod_task::v1::TaskState>(from.state));
  to.set_upstream_status(std::move(from.upstream_status));
  to.set_pilot(std::move(from.pilot));
  to.set_execution_type(std::move(from.execution_type));
  to.set_objective(std::move(from.objective));
  FillTime(from.create_time, to, &unpod_task::v1::CallTask::mutable_create_time);
  FillTime(from.update_time, to, &unpod_task::v1::CallTask::mutable_update_time);
  FillDocument(std::move(from.input), mark_name, *to.mutable_document());
  if (from.output.has_value()) FillOutput(*std::move(from.output), *to.mutable_output());
  to.set_ref_id(std::move(from.ref_id));
  to.set_thread_id(std::move(from.thread_id));
  to.set_run_mode(std::move(from.run_mode));
  if (from.failure_count.has_value()) to.set_failure_count(*from.failure_count);
  if (from.retry_attempt.has_value()) to.set_retry_attempt(*from.retry_attempt);
  to.set_last_failure_reason(std::move(from.last_failure_reason));
  if (!from.other.empty()) FillStruct(std::move(from.other), *to.mutable_other());
}

void FillProgress(const domain::RunProgress& from, unpod_task::v1::RunProgress& to) {
  to.set_total(static_cast<int32_t>(from.total));
  to.set_waiting(static_cast<int32_t>(from.waiting));
  to.set_active(static_cast<int32_t>(from.active));
  to.set_completed(static_cast<int32_t>(from.completed));
  to.set_failed(static_cast<int32_t>(from.failed));
  to.set_ended(from.HasEnded());
}

void FillRun(domain::RunInfo from, unpod_task::v1::Run& to) {
  to.set_run_id(std::move(from.run_id));
  to.set_upstream_status(std::move(from.upstream_status));
  to.set_run_mode(std::move(from.run_mode));
  to.set_collection_ref(std::move(from.collection_ref));
  FillTime(from.create_time, to, &unpod_task::v1::Run::mutable_create_time);
  FillTime(from.update_time, to, &unpod_task::v1::Run::mutable_update_time);
  if (from.progress.has_value()) FillProgress(*from.progress, *to.mutable_progress());
  if (!from.other.empty()) FillStruct(std::move(from.other), *to.mutable_other());
}

void FillAgent(domain::AgentInfo from, unpod_task::v1::Agent& to) {
  to.set_handle(std::move(from.handle));
  to.set_name(std::move(from.name));
  to.set_type(std::move(from.type));
  to.set_state(std::move(from.state));
  to.set_purpose(std::move(from.purpose));
  to.set_description(std::move(from.description));
  if (!from.other.empty()) FillStruct(std::move(from.other), *to.mutable_other());
}

void FillSpace(domain::SpaceInfo from, unpod_task::v1::Space& to) {
  to.set_name(std::move(from.name));
  to.set_space_token(std::move(from.space_token));
  to.set_slug(std::move(from.slug));
  to.set_description(std::move(from.description));
  to.set_content_type(std::move(from.content_type));
  to.set_privacy_type(std::move(from.privacy_type));
  to.set_space_type(std::move(from.space_type));
  if (!from.other.empty()) FillStruct(std::move(from.other), *to.mutable_other());
}

}  // namespace unpod::rpc
