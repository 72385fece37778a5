// TaskClient's reads of what the upstream has.
#include <grpcpp/grpcpp.h>

#include <optional>
#include <utility>
#include <variant>

#include "client/channel.h"
#include "client/task_client.h"

namespace unpod::client {
namespace {

template <class Response, class Channel, class Method, class Request>
Result<Response> Read(Channel& channel, Method method, const Request& request, absl::Duration deadline) {
  Response response;
  std::optional<Error> error = channel.Ask(method, request, Channel::Token::kSent, deadline, &response);
  if (error.has_value()) return *std::move(error);
  return response;
}

}  // namespace

Result<unpod_task::v1::ListRunsResponse> TaskClient::ListRuns(const unpod_task::v1::ListRunsRequest& request,
                                                              absl::Duration deadline) {
  return Read<unpod_task::v1::ListRunsResponse>(*channel_, &Stub::ListRuns, request, deadline);
}

Result<unpod_task::v1::Run> TaskClient::GetRun(const unpod_task::v1::GetRunRequest& request,
                                               absl::Duration deadline) {
  auto result = Read<unpod_task::v1::GetRunResponse>(*channel_, &Stub::GetRun, request, deadline);
  if (auto* error = std::get_if<Error>(&result)) return std::move(*error);
  return std::move(*std::get<0>(result).mutable_run());
}

Result<unpod_task::v1::ListRunTasksResponse> TaskClient::ListRunTasks(
    const unpod_task::v1::ListRunTasksRequest& request, absl::Duration deadline) {
  return Read<unpod_task::v1::ListRunTasksResponse>(*channel_, &Stub::ListRunTasks, request, deadline);
}

Result<unpod_task::v1::ListTasksResponse> TaskClient::ListTasks(
    const unpod_task::v1::ListTasksRequest& request, absl::Duration deadline) {
  return Read<unpod_task::v1::ListTasksResponse>(*channel_, &Stub::ListTasks, request, deadline);
}

Result<unpod_task::v1::CallTask> TaskClient::GetTask(const unpod_task::v1::GetTaskRequest& request,
                                                     absl::Duration deadline) {
  auto result = Read<unpod_task::v1::GetTaskResponse>(*channel_, &Stub::GetTask, request, deadline);
  if (auto* error = std::get_if<Error>(&result)) return std::move(*error);
  return std::move(*std::get<0>(result).mutable_task());
}

Result<unpod_task::v1::ListAgentsResponse> TaskClient::ListAgents(
    const unpod_task::v1::ListAgentsRequest& request, absl::Duration deadline) {
  return Read<unpod_task::v1::ListAgentsResponse>(*channel_, &Stub::ListAgents, request, deadline);
}

Result<unpod_task::v1::ListSpacesResponse> TaskClient::ListSpaces(
    const unpod_task::v1::ListSpacesRequest& request, absl::Duration deadline) {
  return Read<unpod_task::v1::ListSpacesResponse>(*channel_, &Stub::ListSpaces, request, deadline);
}

Result<unpod_task::v1::Space> TaskClient::GetSpace(const unpod_task::v1::GetSpaceRequest& request,
                                                   absl::Duration deadline) {
  auto result = Read<unpod_task::v1::GetSpaceResponse>(*channel_, &Stub::GetSpace, request, deadline);
  if (auto* error = std::get_if<Error>(&result)) return std::move(*error);
  return std::move(*std::get<0>(result).mutable_space());
}

std::optional<Error> TaskClient::WatchRun(
    const unpod_task::v1::WatchRunRequest& request, absl::Duration deadline,
    absl::FunctionRef<bool(const unpod_task::v1::WatchRunResponse&)> on_change) {
  const Deadline until = After(deadline);
  if (std::optional<Error> error = channel_->Connect(until)) return error;
  grpc::ClientContext context;
  context.set_deadline(until);
  channel_->AddToken(context);
  const auto reader = channel_->stub().WatchRun(&context, request);
  unpod_task::v1::WatchRunResponse change;
  bool has_left = false;
  while (!has_left && reader->Read(&change)) has_left = !on_change(change);
  if (has_left) context.TryCancel();
  const grpc::Status status = reader->Finish();
  return status.ok() || has_left ? std::nullopt : std::optional(ErrorFrom(context, status));
}

}  // namespace unpod::client
