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
template <typename Base>
using LedgerMethods =
    GeneratedService::WithCallbackMethod_GetRequest<GeneratedService::WithCallbackMethod_ResolveRequest<
        GeneratedService::WithCallbackMethod_ListRequests<Base>>>;
template <typename Base>
using ListMethods =
    GeneratedService::WithCallbackMethod_ListRuns<GeneratedService::WithCallbackMethod_ListRunTasks<
        GeneratedService::WithCallbackMethod_ListTasks<GeneratedService::WithCallbackMethod_ListAgents<
            GeneratedService::WithCallbackMethod_ListSpaces<Base>>>>>;
template <typename Base>
using GetMethods = GeneratedService::WithCallbackMethod_GetRun<
    GeneratedService::WithCallbackMethod_GetTask<GeneratedService::WithCallbackMethod_GetSpace<Base>>>;
template <typename Base>
using StreamMethods =
    GeneratedService::WithCallbackMethod_CreateTasks<GeneratedService::WithCallbackMethod_WatchRun<Base>>;
using ServedMethods = GeneratedService::WithRawCallbackMethod_CreateTask<
    StreamMethods<LedgerMethods<ListMethods<GetMethods<GeneratedService::Service>>>>>;

class TaskService final : public ServedMethods {
 public:
  // `creator` must outlive the server that this is registered with.
  TaskService(flow::TaskCreator& creator, RpcOptions options) : creator_(creator), options_(options) {}

  grpc::ServerUnaryReactor* CreateTask(grpc::CallbackServerContext* context, const grpc::ByteBuffer* request,
                                       grpc::ByteBuffer* response) override;
  grpc::ServerBidiReactor<task::v1::CreateTasksRequest, task::v1::CreateTasksResponse>* CreateTasks(
      grpc::CallbackServerContext* context) override;
  grpc::ServerWriteReactor<task::v1::WatchRunResponse>* WatchRun(
      grpc::CallbackServerContext* context, const task::v1::WatchRunRequest* request) override;
  grpc::ServerUnaryReactor* GetRequest(grpc::CallbackServerContext* context,
                                       const task::v1::GetRequestRequest* request,
                                       task::v1::GetRequestResponse* response) override;
  grpc::ServerUnaryReactor* ResolveRequest(grpc::CallbackServerContext* context,
                                           const task::v1::ResolveRequestRequest* request,
                                           task::v1::ResolveRequestResponse* response) override;
  grpc::ServerUnaryReactor* ListRequests(grpc::CallbackServerContext* context,
                                         const task::v1::ListRequestsRequest* request,
                                         task::v1::ListRequestsResponse* response) override;
  grpc::ServerUnaryReactor* ListRuns(grpc::CallbackServerContext* context,
                                     const task::v1::ListRunsRequest* request,
                                     task::v1::ListRunsResponse* response) override;
  grpc::ServerUnaryReactor* GetRun(grpc::CallbackServerContext* context,
                                   const task::v1::GetRunRequest* request,
                                   task::v1::GetRunResponse* response) override;
  grpc::ServerUnaryReactor* ListRunTasks(grpc::CallbackServerContext* context,
                                         const task::v1::ListRunTasksRequest* request,
                                         task::v1::ListRunTasksResponse* response) override;
  grpc::ServerUnaryReactor* ListTasks(grpc::CallbackServerContext* context,
                                      const task::v1::ListTasksRequest* request,
                                      task::v1::ListTasksResponse* response) override;
  grpc::ServerUnaryReactor* GetTask(grpc::CallbackServerContext* context,
                                    const task::v1::GetTaskRequest* request,
                                    task::v1::GetTaskResponse* response) override;
  grpc::ServerUnaryReactor* ListAgents(grpc::CallbackServerContext* context,
                                       const task::v1::ListAgentsRequest* request,
                                       task::v1::ListAgentsResponse* response) override;
  grpc::ServerUnaryReactor* ListSpaces(grpc::CallbackServerContext* context,
                                       const task::v1::ListSpacesRequest* request,
                                       task::v1::ListSpacesResponse* response) override;
  grpc::ServerUnaryReactor* GetSpace(grpc::CallbackServerContext* context,
                                     const task::v1::GetSpaceRequest* request,
                                     task::v1::GetSpaceResponse* response) override;

 private:
  template <typename Request, typename Response>
  grpc::ServerUnaryReactor* Read(grpc::CallbackServerContext& context, const Request& request,
                                 Response& response);

  flow::TaskCreator& creator_;
  const RpcOptions options_;
};

}  // namespace unpod::rpc

#endif  // UNPOD_SERVER_RPC_TASK_SERVICE_H_
