#include "server/rpc/task_service.h"

#include "server/rpc/create_task_reactor.h"
#include "server/rpc/ledger_reactor.h"

namespace unpod::rpc {

// Each of these deletes itself in OnDone.

grpc::ServerUnaryReactor* TaskService::CreateTask(grpc::CallbackServerContext* context,
                                                  const grpc::ByteBuffer* request,
                                                  grpc::ByteBuffer* response) {
  auto* reactor = new CreateTaskReactor(options_, *context, *response);
  reactor->Start(creator_, *request);
  return reactor;
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

}  // namespace unpod::rpc
