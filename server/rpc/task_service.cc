#include "server/rpc/task_service.h"

#include "server/rpc/create_task_reactor.h"

namespace unpod::rpc {

grpc::ServerUnaryReactor* TaskService::CreateTask(grpc::CallbackServerContext* context,
                                                  const grpc::ByteBuffer* request,
                                                  grpc::ByteBuffer* response) {
  auto* reactor = new CreateTaskReactor(*context, *response);  // Deletes itself in OnDone.
  reactor->Start(creator_, *request);
  return reactor;
}

}  // namespace unpod::rpc
