// The calls that read from the upstream: ListRuns and the others down to GetSpace.
#ifndef UNPOD_SERVER_RPC_READ_REACTOR_H_
#define UNPOD_SERVER_RPC_READ_REACTOR_H_

#include <grpcpp/server_context.h>
#include <grpcpp/support/server_callback.h>

#include <memory>
#include <string>
#include <vector>

#include "server/domain/outcome.h"
#include "server/flow/task_creator.h"
#include "unpod/task/v1/task_service.pb.h"

namespace unpod::rpc {

// Finish is called once: by the read's one completion, or by Start before there is a read.
class ReadReactor final : public grpc::ServerUnaryReactor {
 public:
  ReadReactor(flow::TaskCreator& creator, grpc::CallbackServerContext& context)
      : creator_(creator), context_(context) {}

  // Each inside gRPC's handler, one of them, once. `response` must live until OnDone.
  void Start(const task::v1::ListRunsRequest& request, task::v1::ListRunsResponse& response);
  void Start(const task::v1::GetRunRequest& request, task::v1::GetRunResponse& response);
  void Start(const task::v1::ListRunTasksRequest& request, task::v1::ListRunTasksResponse& response);
  void Start(const task::v1::ListTasksRequest& request, task::v1::ListTasksResponse& response);
  void Start(const task::v1::GetTaskRequest& request, task::v1::GetTaskResponse& response);
  void Start(const task::v1::ListAgentsRequest& request, task::v1::ListAgentsResponse& response);
  void Start(const task::v1::ListSpacesRequest& request, task::v1::ListSpacesResponse& response);
  void Start(const task::v1::GetSpaceRequest& request, task::v1::GetSpaceResponse& response);

 private:
  using Violations = std::vector<domain::FieldViolation>;

  void OnCancel() override {
    if (read_ != nullptr) flow::TaskReader::Leave(read_);
  }
  void OnDone() override { delete this; }

  // Whoever asks; adds what is wrong with that to `violations`.
  flow::TaskReader::Caller CallerOf(const std::string& org_handle, Violations& violations) const;
  // Ends in Finish; after it this may be gone.
  void Refuse(const domain::Failure& failure);
  // A completion that fills the response or refuses.
  template <typename T, typename Fill>
  flow::ReadDone<T> Then(Fill fill);
  // True when it has refused.
  bool IsRefused(Violations violations);

  flow::TaskCreator& creator_;
  grpc::CallbackServerContext& context_;
  std::shared_ptr<flow::Read> read_;  // Constant once Start has returned.
};

}  // namespace unpod::rpc

#endif  // UNPOD_SERVER_RPC_READ_REACTOR_H_
