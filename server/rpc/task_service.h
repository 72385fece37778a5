// unpod.task.v1.TaskService on gRPC's callback API. Thread-safe.
#ifndef UNPOD_SERVER_RPC_TASK_SERVICE_H_
#define UNPOD_SERVER_RPC_TASK_SERVICE_H_

#include <grpcpp/server_context.h>
#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/server_callback.h>

#include "server/flow/task_creator.h"
#include "server/rpc/rpc_options.h"
#include "unpod/task/v1/task_service.grpc.pb.h"

namespace unpod::rpc {

using GeneratedService = task::v1::TaskService;
using ServedMethods = GeneratedService::WithRawCallbackMethod_CreateTask<
    GeneratedService::WithCallbackMethod_GetRequest<GeneratedService::WithCallbackMethod_ResolveRequest<
        GeneratedService::WithCallbackMethod_ListRequests<GeneratedService::Service>>>>;

class TaskService final : public ServedMethods {
 public:
  // `creator` must outlive the server that this is registered with.
  TaskService(flow::TaskCreator& creator, RpcOptions options) : creator_(creator), options_(options) {}

  grpc::ServerUnaryReactor* CreateTask(grpc::CallbackServerContext* context, const grpc::ByteBuffer* request,
                                       grpc::ByteBuffer* response) override;
  grpc::ServerUnaryReactor* GetRequest(grpc::CallbackServerContext* context,
                                       const task::v1::GetRequestRequest* request,
                                       task::v1::GetRequestResponse* response) override;
  grpc::ServerUnaryReactor* ResolveRequest(grpc::CallbackServerContext* context,
                                           const task::v1::ResolveRequestRequest* request,
                                           task::v1::ResolveRequestResponse* response) override;
  grpc::ServerUnaryReactor* ListRequests(grpc::CallbackServerContext* context,
                                         const task::v1::ListRequestsRequest* request,
                                         task::v1::ListRequestsResponse* response) override;

 private:
  flow::TaskCreator& creator_;
  const RpcOptions options_;
};

}  // namespace unpod::rpc

#endif  // UNPOD_SERVER_RPC_TASK_SERVICE_H_
