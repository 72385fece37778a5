// A client of unpod_task.v1.TaskService.
//
//   auto client = unpod::client::TaskClient::Make({.address = "127.0.0.1:50051"});
//   if (!client.ok()) return client.status();          // The options are wrong.
//   unpod_task::v1::CreateTaskRequest request;
//   …
//   unpod::client::CreateTaskResult result = (*client)->CreateTask(request);
//   if (result.ok()) use(result.response().run_id());
//   else if (VerdictOf(result.error()) == unpod::client::Verdict::kRetryable) …
//
// It sends each request once, unless Options::max_attempts allows more: gRPC's own retries are off, since
// they decide by code and cannot see what was executed. It logs nothing.
#ifndef UNPOD_CLIENT_TASK_CLIENT_H_
#define UNPOD_CLIENT_TASK_CLIENT_H_

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "client/document_stream.h"
#include "client/error.h"
#include "unpod_task/v1/task_service.pb.h"

namespace unpod::client {

// Each member has an initializer, so that a caller may name just those it sets.
struct Options {
  std::string address = "127.0.0.1:50051";  // A gRPC target with its port.
  // Time for a call, connecting included, when the call names none. Longer than the service's own time for an
  // attempt, so that its honest answer arrives before the deadline makes the outcome unknown.
  absl::Duration default_deadline = absl::Seconds(65);
  bool tls = false;         // Set this or ca_file for TLS.
  std::string ca_file{};    // PEM file of the authorities to trust; empty means the system's.
  std::string api_token{};  // The caller's own Unpod API token; empty means the service's is used.
  // The token is otherwise refused on a connection without TLS to another machine.
  bool allow_token_without_tls = false;
  // How often CreateTask may send one request, always under the same request id, so that the service's ledger
  // lets at most one through. It asks again only when the outcome is unknown and that is safe
  // (IsSafeToRepeat), after a pause and within the deadline.
  int max_attempts = 1;
};

// How a CreateTask ended: a response or an error.
class CreateTaskResult {
 public:
  CreateTaskResult(std::string request_id, std::variant<unpod_task::v1::CreateTaskResponse, Error> outcome)
      : request_id_(std::move(request_id)), outcome_(std::move(outcome)) {}
  bool ok() const { return outcome_.index() == 0; }
  const unpod_task::v1::CreateTaskResponse& response() const {
    return std::get<0>(outcome_);
  }                                                             // Only if ok().
  const Error& error() const { return std::get<1>(outcome_); }  // Only if not ok().
  // The id that was sent: the request's, or the one made for it.
  const std::string& request_id() const { return request_id_; }

 private:
  std::string request_id_;
  std::variant<unpod_task::v1::CreateTaskResponse, Error> outcome_;
};

// An answer or an error.
template <class Answer>
using Result = std::variant<Answer, Error>;

enum class Serving { kUnknown, kServing, kNotServing };

// Safe from any thread. Calls block.
class TaskClient {
 public:
  // Does not connect. INVALID_ARGUMENT, naming the option, for options that cannot work.
  static absl::StatusOr<std::unique_ptr<TaskClient>> Make(const Options& options);
  ~TaskClient();

  // Sends a fresh random request id when the request has none. An OK without a run id (but for validate_only)
  // is an error of unknown outcome. After several attempts, an error says what is known after all of them:
  // one of unknown outcome is not made good by a later attempt that did not get through.
  CreateTaskResult CreateTask(unpod_task::v1::CreateTaskRequest request);
  CreateTaskResult CreateTask(unpod_task::v1::CreateTaskRequest request, absl::Duration deadline);

  // A list of documents of any length. An error: no connection; nobody was called.
  Result<std::unique_ptr<DocumentStream>> CreateTasks(absl::Duration deadline);

  // What the ledger knows of a request; no API token is sent. An error of GetRequest or ListRequests changes
  // nothing, whatever its verdict; one of ResolveRequest with Verdict::kUnknown may have come after the
  // change.
  Result<unpod_task::v1::RequestRecord> GetRequest(const unpod_task::v1::GetRequestRequest& request);
  Result<unpod_task::v1::RequestRecord> GetRequest(const unpod_task::v1::GetRequestRequest& request,
                                                   absl::Duration deadline);
  // The API token is sent with RESOLUTION_CREATED alone: the service reads the run with it.
  Result<unpod_task::v1::ResolveRequestResponse> ResolveRequest(
      const unpod_task::v1::ResolveRequestRequest& request);
  Result<unpod_task::v1::ResolveRequestResponse> ResolveRequest(
      const unpod_task::v1::ResolveRequestRequest& request, absl::Duration deadline);
  // One page.
  Result<unpod_task::v1::ListRequestsResponse> ListRequests(
      const unpod_task::v1::ListRequestsRequest& request);
  Result<unpod_task::v1::ListRequestsResponse> ListRequests(
      const unpod_task::v1::ListRequestsRequest& request, absl::Duration deadline);
  // How many requests there are in each state.
  Result<unpod_task::v1::GetLedgerSummaryResponse> GetLedgerSummary(absl::Duration deadline);

  // What the upstream has, read through the service; one page each. Reading changes nothing, whatever an
  // error's verdict.
  Result<unpod_task::v1::ListRunsResponse> ListRuns(const unpod_task::v1::ListRunsRequest& request,
                                                    absl::Duration deadline);
  Result<unpod_task::v1::Run> GetRun(const unpod_task::v1::GetRunRequest& request, absl::Duration deadline);
  Result<unpod_task::v1::ListRunTasksResponse> ListRunTasks(
      const unpod_task::v1::ListRunTasksRequest& request, absl::Duration deadline);
  Result<unpod_task::v1::ListTasksResponse> ListTasks(const unpod_task::v1::ListTasksRequest& request,
                                                      absl::Duration deadline);
  Result<unpod_task::v1::CallTask> GetTask(const unpod_task::v1::GetTaskRequest& request,
                                           absl::Duration deadline);
  Result<unpod_task::v1::ListAgentsResponse> ListAgents(const unpod_task::v1::ListAgentsRequest& request,
                                                        absl::Duration deadline);
  Result<unpod_task::v1::ListSpacesResponse> ListSpaces(const unpod_task::v1::ListSpacesRequest& request,
                                                        absl::Duration deadline);
  Result<unpod_task::v1::Space> GetSpace(const unpod_task::v1::GetSpaceRequest& request,
                                         absl::Duration deadline);

  // Gives each change of a run to `on_change` until all its tasks have ended (no error), `on_change` gives
  // false (no error), or the stream breaks (an error; the cursor of the last change resumes it).
  std::optional<Error> WatchRun(const unpod_task::v1::WatchRunRequest& request, absl::Duration deadline,
                                absl::FunctionRef<bool(const unpod_task::v1::WatchRunResponse&)> on_change);

  // Asks grpc.health.v1 about a service; "" asks about the server as a whole. NOT_FOUND: it does not know the
  // service.
  Result<Serving> CheckHealth(const std::string& service, absl::Duration deadline);

  class Channel;  // Internal.

 private:
  TaskClient(std::shared_ptr<Channel> channel, const Options& options);
  Result<unpod_task::v1::CreateTaskResponse> Attempt(const unpod_task::v1::CreateTaskRequest& request,
                                                     absl::Time until);
  std::shared_ptr<Channel> channel_;
  absl::Duration default_deadline_;
  int max_attempts_;
};

}  // namespace unpod::client

#endif  // UNPOD_CLIENT_TASK_CLIENT_H_
