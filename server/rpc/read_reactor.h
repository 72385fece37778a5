// The calls that read from the upstream: ListRuns and the others down to GetSpace.
#ifndef UNPOD_SERVER_RPC_READ_REACTOR_H_
#define UNPOD_SERVER_RPC_READ_REACTOR_H_

#include <google/protobuf/message.h>
#include <grpcpp/support/byte_buffer.h>

#include <memory>
#include <string>
#include <utility>

#include "server/flow/task_creator.h"
#include "server/rpc/names.h"
#include "server/rpc/unary_reactor.h"
#include "unpod_task/v1/task_service.pb.h"

namespace unpod::rpc {

// Finish is called once: by the read's one completion, or by Start before there is a read.
class ReadReactor final : public UnaryReactor {
 public:
  ReadReactor(UnaryCall call, flow::TaskCreator& creator) : UnaryReactor(call), creator_(creator) {}

  // Inside gRPC's handler, once.
  template <typename Request, typename Response>
  void Start(const grpc::ByteBuffer& bytes) {
    Receive<Request>(bytes, [this](const Request& request) {
      auto response = std::make_unique<Response>();
      Response& filled = *response;
      response_ = std::move(response);
      Begin(request, filled);
    });
  }

 private:
  // `response` is response_.
  void Begin(const unpod_task::v1::ListRunsRequest& request, unpod_task::v1::ListRunsResponse& response);
  void Begin(const unpod_task::v1::GetRunRequest& request, unpod_task::v1::GetRunResponse& response);
  void Begin(const unpod_task::v1::ListRunTasksRequest& request,
             unpod_task::v1::ListRunTasksResponse& response);
  void Begin(const unpod_task::v1::ListTasksRequest& request, unpod_task::v1::ListTasksResponse& response);
  void Begin(const unpod_task::v1::GetTaskRequest& request, unpod_task::v1::GetTaskResponse& response);
  void Begin(const unpod_task::v1::ListAgentsRequest& request, unpod_task::v1::ListAgentsResponse& response);
  void Begin(const unpod_task::v1::ListSpacesRequest& request, unpod_task::v1::ListSpacesResponse& response);
  void Begin(const unpod_task::v1::GetSpaceRequest& request, unpod_task::v1::GetSpaceResponse& response);

  void OnCancel() override {
    if (read_ != nullptr) flow::TaskReader::Leave(read_);
  }

  absl::string_view MarkName() const;
  // A completion that fills the response or refuses.
  template <typename T, typename Fill>
  flow::ReadDone<T> Then(Fill fill);
  // Who asks; adds what is wrong with that.
  template <typename Request>
  flow::Caller CallerOf(const Request& request, Violations& violations);
  // True when it has refused.
  bool IsRefused(Violations violations);

  flow::TaskCreator& creator_;
  std::unique_ptr<google::protobuf::Message> response_;  // Filled by the read's completion.
  std::shared_ptr<flow::Read> read_;                     // Constant once Start has returned.
};

}  // namespace unpod::rpc

#endif  // UNPOD_SERVER_RPC_READ_REACTOR_H_
