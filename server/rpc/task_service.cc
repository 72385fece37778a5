#include "server/rpc/task_service.h"

#include "server/rpc/create_task_reactor.h"
#include "server/rpc/create_tasks_reactor.h"
#include "server/rpc/ledger_reactor.h"
#include "server/rpc/read_reactor.h"
#include "server/rpc/watch_run_reactor.h"

namespace unpod::rpc {

// Each of these deletes itself in OnDone.

grpc::ServerUnaryReactor* TaskService::CreateTask(grpc::CallbackServerContext* context,
                                                  const grpc::ByteBuffer* request,
                                                  grpc::ByteBuffer* response) {
  auto* reactor = new CreateTaskReactor(options_, *context, *response);
  reactor->Start(creator_, *request);
  return reactor;
}

grpc::ServerBidiReactor<task::v1::CreateTasksRequest, task::v1::CreateTasksResponse>*
TaskService::CreateTasks(grpc::CallbackServerContext* context) {
  return new CreateTasksReactor(creator_, *context);
}

grpc::ServerUnaryReactor* TaskService::GetRequest(grpc::CallbackServerContext*,
                                                  const task::v1::GetRequestRequest* request,
                                                  task::v1::GetRequestResponse* response) {
  auto* reactor = new GetRequestReactor(*response);
  reactor->Start(creator_, *request);
  return reactor;
}

grpc::ServerUnaryReactor* TaskService::ResolveRequest(grpc::CallbackServerContext*,
                                                      const task::v1::ResolveRequestRequest* request,
                                                      task::v1::ResolveRequestResponse* response) {
  auto* reactor = new ResolveRequestReactor(*response);
  reactor->Start(creator_, *request);
  return reactor;
}

grpc::ServerUnaryReactor* TaskService::ListRequests(grpc::CallbackServerContext*,
                                                    const task::v1::ListRequestsRequest* request,
                                                    task::v1::ListRequestsResponse* response) {
  auto* reactor = new ListRequestsReactor(*response);
  reactor->Start(creator_, *request);
  return reactor;
}

template <typename Request, typename Response>
grpc::ServerUnaryReactor* TaskService::Read(grpc::CallbackServerContext& context, const Request& request,
                                            Response& response) {
  auto* reactor = new ReadReactor(creator_, context);
  reactor->Start(request, response);
  return reactor;
}

grpc::ServerUnaryReactor* TaskService::ListRuns(grpc::CallbackServerContext* context,
                                                const task::v1::ListRunsRequest* request,
                                                task::v1::ListRunsResponse* response) {
  return Read(*context, *request, *response);
}

grpc::ServerUnaryReactor* TaskService::GetRun(grpc::CallbackServerContext* context,
                                              const task::v1::GetRunRequest* request,
                                              task::v1::GetRunResponse* response) {
  return Read(*context, *request, *response);
}

grpc::ServerUnaryReactor* TaskService::ListRunTasks(grpc::CallbackServerContext* context,
                                                    const task::v1::ListRunTasksRequest* request,
                                                    task::v1::ListRunTasksResponse* response) {
  return Read(*context, *request, *response);
}

grpc::ServerUnaryReactor* TaskService::ListTasks(grpc::CallbackServerContext* context,
                                                 const task::v1::ListTasksRequest* request,
                                                 task::v1::ListTasksResponse* response) {
  return Read(*context, *request, *response);
}

grpc::ServerUnaryReactor* TaskService::GetTask(grpc::CallbackServerContext* context,
                                               const task::v1::GetTaskRequest* request,
                                               task::v1::GetTaskResponse* response) {
  return Read(*context, *request, *response);
}

grpc::ServerUnaryReactor* TaskService::ListAgents(grpc::CallbackServerContext* context,
                                                  const task::v1::ListAgentsRequest* request,
                                                  task::v1::ListAgentsResponse* response) {
  return Read(*context, *request, *response);
}

grpc::ServerUnaryReactor* TaskService::ListSpaces(grpc::CallbackServerContext* context,
                                                  const task::v1::ListSpacesRequest* request,
                                                  task::v1::ListSpacesResponse* response) {
  return Read(*context, *request, *response);
}

grpc::ServerUnaryReactor* TaskService::GetSpace(grpc::CallbackServerContext* context,
                                                const task::v1::GetSpaceRequest* request,
                                                task::v1::GetSpaceResponse* response) {
  return Read(*context, *request, *response);
}

grpc::ServerWriteReactor<task::v1::WatchRunResponse>* TaskService::WatchRun(
    grpc::CallbackServerContext* context, const task::v1::WatchRunRequest* request) {
  auto* reactor = new WatchRunReactor;
  reactor->Start(creator_, *context, *request);
  return reactor;
}

}  // namespace unpod::rpc
