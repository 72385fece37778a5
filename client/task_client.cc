#include "client/task_client.h"

#include <grpcpp/grpcpp.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "client/channel.h"
#include "client/request_id.h"

namespace unpod::client {
namespace {

// Between two attempts, doubled each time: the service looks for a lost answer on each repeat.
constexpr absl::Duration kFirstPause = absl::Milliseconds(200);
constexpr absl::Duration kLongestPause = absl::Seconds(5);

bool IsWorthRepeating(const Result<unpod_task::v1::CreateTaskResponse>& known) {
  const auto* error = std::get_if<Error>(&known);
  return error != nullptr && VerdictOf(*error) == Verdict::kUnknown && IsSafeToRepeat(*error);
}

Error NoRunId() {
  Error error;
  error.message = "the service answered OK without a run id";
  error.execution = Execution::kUnknown;
  return error;
}

}  // namespace

TaskClient::TaskClient(std::shared_ptr<Channel> channel, const Options& options)
    : channel_(std::move(channel)),
      default_deadline_(options.default_deadline),
      max_attempts_(options.max_attempts) {}

TaskClient::~TaskClient() = default;

absl::StatusOr<std::unique_ptr<TaskClient>> TaskClient::Make(const Options& options) {
  auto channel = Channel::Make(options);
  if (!channel.ok()) return channel.status();
  return std::unique_ptr<TaskClient>(new TaskClient(*std::move(channel), options));
}

CreateTaskResult TaskClient::CreateTask(unpod_task::v1::CreateTaskRequest request) {
  return CreateTask(std::move(request), default_deadline_);
}

CreateTaskResult TaskClient::CreateTask(unpod_task::v1::CreateTaskRequest request, absl::Duration deadline) {
  if (request.request_id().empty()) request.set_request_id(NewRequestId());
  const absl::Time until = EndOf(deadline);
  Result<unpod_task::v1::CreateTaskResponse> known = Attempt(request, until);
  absl::Duration pause = kFirstPause;
  for (int attempt = 1; attempt < max_attempts_ && IsWorthRepeating(known); ++attempt) {
    if (absl::Now() + pause >= until) break;
    absl::SleepFor(pause);
    pause = std::min(2 * pause, kLongestPause);
    Result<unpod_task::v1::CreateTaskResponse> again = Attempt(request, until);
    // Any other error speaks of its own attempt only; the first one's calls may still have been placed.
    if (std::holds_alternative<unpod_task::v1::CreateTaskResponse>(again) ||
        VerdictOf(std::get<Error>(again)) == Verdict::kUnknown) {
      known = std::move(again);
    } else if (VerdictOf(std::get<Error>(again)) == Verdict::kRefused) {
      break;
    }
  }
  return {request.request_id(), std::move(known)};
}

Result<unpod_task::v1::CreateTaskResponse> TaskClient::Attempt(
    const unpod_task::v1::CreateTaskRequest& request, absl::Time until) {
  const Deadline deadline = absl::ToChronoTime(until);
  if (std::optional<Error> error = channel_->Connect(deadline)) return *std::move(error);
  unpod_task::v1::CreateTaskResponse response;
  grpc::ClientContext context;
  context.set_deadline(deadline);
  channel_->AddToken(context);
  grpc::Status status = channel_->stub().CreateTask(&context, request, &response);
  if (!status.ok()) return ErrorFrom(context, status);
  if (response.run_id().empty() && !request.validate_only()) return NoRunId();
  return response;
}

Result<unpod_task::v1::RequestRecord> TaskClient::GetRequest(
    const unpod_task::v1::GetRequestRequest& request) {
  return GetRequest(request, default_deadline_);
}

Result<unpod_task::v1::RequestRecord> TaskClient::GetRequest(const unpod_task::v1::GetRequestRequest& request,
                                                             absl::Duration deadline) {
  unpod_task::v1::GetRequestResponse response;
  auto error = channel_->Ask(&Stub::GetRequest, request, Channel::Token::kNone, deadline, &response);
  if (error.has_value()) return *std::move(error);
  return std::move(*response.mutable_request());
}

Result<unpod_task::v1::ResolveRequestResponse> TaskClient::ResolveRequest(
    const unpod_task::v1::ResolveRequestRequest& request) {
  return ResolveRequest(request, default_deadline_);
}

Result<unpod_task::v1::ResolveRequestResponse> TaskClient::ResolveRequest(
    const unpod_task::v1::ResolveRequestRequest& request, absl::Duration deadline) {
  using Request = unpod_task::v1::ResolveRequestRequest;
  const auto token =
      request.resolution() == Request::RESOLUTION_CREATED ? Channel::Token::kSent : Channel::Token::kNone;
  unpod_task::v1::ResolveRequestResponse response;
  auto error = channel_->Ask(&LedgerStub::ResolveRequest, request, token, deadline, &response);
  if (error.has_value()) return *std::move(error);
  return response;
}

Result<unpod_task::v1::ListRequestsResponse> TaskClient::ListRequests(
    const unpod_task::v1::ListRequestsRequest& request) {
  return ListRequests(request, default_deadline_);
}

Result<unpod_task::v1::ListRequestsResponse> TaskClient::ListRequests(
    const unpod_task::v1::ListRequestsRequest& request, absl::Duration deadline) {
  unpod_task::v1::ListRequestsResponse response;
  auto error = channel_->Ask(&LedgerStub::ListRequests, request, Channel::Token::kNone, deadline, &response);
  if (error.has_value()) return *std::move(error);
  return response;
}

Result<unpod_task::v1::GetLedgerSummaryResponse> TaskClient::GetLedgerSummary(absl::Duration deadline) {
  const unpod_task::v1::GetLedgerSummaryRequest request;
  unpod_task::v1::GetLedgerSummaryResponse response;
  auto error =
      channel_->Ask(&LedgerStub::GetLedgerSummary, request, Channel::Token::kNone, deadline, &response);
  if (error.has_value()) return *std::move(error);
  return response;
}

Result<Serving> TaskClient::CheckHealth(const std::string& service, absl::Duration deadline) {
  Deadline until = After(deadline);
  if (std::optional<Error> error = channel_->Connect(until)) return *std::move(error);
  int serving_status = 0;
  grpc::Status status = channel_->CheckHealth(service, until, &serving_status);
  if (!status.ok()) return ErrorFrom(status);
  if (serving_status == 1) return Serving::kServing;
  return serving_status == 2 ? Serving::kNotServing : Serving::kUnknown;
}

}  // namespace unpod::client
