// unpod_task.v1.TaskService on gRPC's callback API. Thread-safe.
#ifndef UNPOD_SERVER_RPC_TASK_SERVICE_H_
#define UNPOD_SERVER_RPC_TASK_SERVICE_H_

#include <grpcpp/server_context.h>
#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/server_callback.h>

#include "server/flow/task_creator.h"
#include "server/rpc/rpc_options.h"
#include "unpod_task/v1/task_service.grpc.pb.h"

namespace unpod::rpc {

using GeneratedService = unpod_task::v1::TaskService;
// All of them as bytes: see incoming.h.
template <typename Base>
using ListMethods =
    GeneratedService::WithRawCallbackMethod_ListRuns<GeneratedService::WithRawCallbackMethod_ListRunTasks<
        GeneratedService::WithRawCallbackMethod_ListTasks<GeneratedService::WithRawCallbackMethod_ListAgents<
            GeneratedService::WithRawCallbackMethod_ListSpaces<Base>>>>>;
template <typename Base>
using GetMethods = GeneratedService::WithRawCallbackMethod_GetRequest<
    GeneratedService::WithRawCallbackMethod_GetRun<GeneratedService::WithRawCallbackMethod_GetTask<
        GeneratedService::WithRawCallbackMethod_GetSpace<Base>>>>;
template <typename Base>
using StreamMethods = GeneratedService::WithRawCallbackMethod_CreateTasks<
    GeneratedService::WithRawCallbackMethod_WatchRun<Base>>;
using ServedMethods = GeneratedService::WithRawCallbackMethod_CreateTask<
    StreamMethods<ListMethods<GetMethods<GeneratedService::Service>>>>;

class TaskService final : public ServedMethods {
 public:
  // `creator` must outlive the server that this is registered with.
  TaskService(flow::TaskCreator& creator, RpcOptions options) : creator_(creator), options_(options) {}

  using Unary = grpc::ServerUnaryReactor;
  using Context = grpc::CallbackServerContext;
  using Bytes = grpc::ByteBuffer;

  Unary* CreateTask(Context* context, const Bytes* request, Bytes* response) override;
  Unary* GetRequest(Context* context, const Bytes* request, Bytes* response) override;
  Unary* ListRuns(Context* context, const Bytes* request, Bytes* response) override;
  Unary* GetRun(Context* context, const Bytes* request, Bytes* response) override;
  Unary* ListRunTasks(Context* context, const Bytes* request, Bytes* response) override;
  Unary* ListTasks(Context* context, const Bytes* request, Bytes* response) override;
  Unary* GetTask(Context* context, const Bytes* request, Bytes* response) override;
  Unary* ListAgents(Context* context, const Bytes* request, Bytes* response) override;
  Unary* ListSpaces(Context* context, const Bytes* request, Bytes* response) override;
  Unary* GetSpace(Context* context, const Bytes* request, Bytes* response) override;
  grpc::ServerBidiReactor<Bytes, Bytes>* CreateTasks(Context* context) override;
  grpc::ServerWriteReactor<Bytes>* WatchRun(Context* context, const Bytes* request) override;

 private:
  template <typename Request, typename Response>
  Unary* Read(Context& context, const Bytes& request, Bytes& response);

  flow::TaskCreator& creator_;
  const RpcOptions options_;
};

}  // namespace unpod::rpc

#endif  // UNPOD_SERVER_RPC_TASK_SERVICE_H_
