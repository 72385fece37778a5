// unpod.task.v1.TaskService on gRPC's callback API. Thread-safe.
#ifndef UNPOD_SERVER_RPC_TASK_SERVICE_H_
#define UNPOD_SERVER_RPC_TASK_SERVICE_H_

#include <grpcpp/server_context.h>
#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/server_callback.h>

#include "server/flow/task_creator.h"
#include "unpod/task/v1/task_service.grpc.pb.h"

namespace unpod::rpc {

class TaskService final
    : public task::v1::TaskService::WithRawCallbackMethod_CreateTask<task::v1::TaskService::Service> {
 public:
  // `creator` must outlive the server that this is registered with.
  explicit TaskService(flow::TaskCreator& creator) : creator_(creator) {}

  grpc::ServerUnaryReactor* CreateTask(grpc::CallbackServerContext* context, const grpc::ByteBuffer* request,
                                       grpc::ByteBuffer* response) override;

 private:
  flow::TaskCreator& creator_;
};

}  // namespace unpod::rpc

#endif  // UNPOD_SERVER_RPC_TASK_SERVICE_H_
