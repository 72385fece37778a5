#include "server/rpc/task_service.h"

#include "server/rpc/create_task_reactor.h"
#include "server/rpc/create_tasks_reactor.h"
#include "server/rpc/ledger_reactor.h"
#include "server/rpc/read_reactor.h"
#include "server/rpc/watch_run_reactor.h"

namespace unpod::rpc {

// Each of the reactors deletes itself in OnDone.

grpc::ServerUnaryReactor* TaskService::CreateTask(Context* context, const Bytes* request, Bytes* response) {
  auto* reactor = new CreateTaskReactor(UnaryCall{options_, *context, *response}, creator_);
  reactor->Start(*request);
  return reactor;
}

grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>* TaskService::CreateTasks(Context* context) {
  return new CreateTasksReactor(creator_, options_, *context);
}

grpc::ServerWriteReactor<grpc::ByteBuffer>* TaskService::WatchRun(Context* context, const Bytes* request) {
  auto* reactor = new WatchRunReactor(options_, *context);
  reactor->Start(creator_, *request);
  return reactor;
}

template <typename Request, typename Response>
grpc::ServerUnaryReactor* TaskService::Read(Context& context, const Bytes& request, Bytes& response) {
  auto* reactor = new ReadReactor(UnaryCall{options_, context, response}, creator_);
  reactor->Start<Request, Response>(request);
  return reactor;
}

grpc::ServerUnaryReactor* TaskService::GetRequest(Context* context, const Bytes* request, Bytes* response) {
  auto* reactor = new GetRequestReactor(UnaryCall{options_, *context, *response}, creator_);
  reactor->Start(*request);
  return reactor;
}

grpc::ServerUnaryReactor* TaskService::ListRuns(Context* context, const Bytes* request, Bytes* response) {
  return Read<unpod_task::v1::ListRunsRequest, unpod_task::v1::ListRunsResponse>(*context, *request,
                                                                                 *response);
}

grpc::ServerUnaryReactor* TaskService::GetRun(Context* context, const Bytes* request, Bytes* response) {
  return Read<unpod_task::v1::GetRunRequest, unpod_task::v1::GetRunResponse>(*context, *request, *response);
}

grpc::ServerUnaryReactor* TaskService::ListRunTasks(Context* context, const Bytes* request, Bytes* response) {
  return Read<unpod_task::v1::ListRunTasksRequest, unpod_task::v1::ListRunTasksResponse>(*context, *request,
                                                                                         *response);
}

grpc::ServerUnaryReactor* TaskService::ListTasks(Context* context, const Bytes* request, Bytes* response) {
  return Read<unpod_task::v1::ListTasksRequest, unpod_task::v1::ListTasksResponse>(*context, *request,
                                                                                   *response);
}

grpc::ServerUnaryReactor* TaskService::GetTask(Context* context, const Bytes* request, Bytes* response) {
  return Read<unpod_task::v1::GetTaskRequest, unpod_task::v1::GetTaskResponse>(*context, *request, *response);
}

grpc::ServerUnaryReactor* TaskService::ListAgents(Context* context, const Bytes* request, Bytes* response) {
  return Read<unpod_task::v1::ListAgentsRequest, unpod_task::v1::ListAgentsResponse>(*context, *request,
                                                                                     *response);
}

grpc::ServerUnaryReactor* TaskService::ListSpaces(Context* context, const Bytes* request, Bytes* response) {
  return Read<unpod_task::v1::ListSpacesRequest, unpod_task::v1::ListSpacesResponse>(*context, *request,
                                                                                     *response);
}

grpc::ServerUnaryReactor* TaskService::GetSpace(Context* context, const Bytes* request, Bytes* response) {
  return Read<unpod_task::v1::GetSpaceRequest, unpod_task::v1::GetSpaceResponse>(*context, *request,
                                                                                 *response);
}

}  // namespace unpod::rpc
