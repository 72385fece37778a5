// One WatchRun stream on gRPC's side.
#ifndef UNPOD_SERVER_RPC_WATCH_RUN_REACTOR_H_
#define UNPOD_SERVER_RPC_WATCH_RUN_REACTOR_H_

#include <grpcpp/server_context.h>
#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/server_callback.h>

#include <memory>

#include "server/flow/run_watch.h"
#include "server/flow/task_creator.h"
#include "server/rpc/call_context.h"
#include "server/rpc/rpc_options.h"
#include "unpod_task/v1/task_service.pb.h"

namespace unpod::rpc {

// Finish is called once: by the watcher's end, or inside the handler where there is none. A message is
// written when the one before has gone, so there is one at most.
class WatchRunReactor final : public grpc::ServerWriteReactor<grpc::ByteBuffer> {
 public:
  // Both must outlive this.
  WatchRunReactor(const RpcOptions& options, grpc::CallbackServerContext& context)
      : call_(options, context) {}

  // Inside gRPC's handler.
  void Start(flow::TaskCreator& creator, const grpc::ByteBuffer& bytes);

 private:
  class Watcher;

  void Begin(flow::TaskCreator& creator, const unpod_task::v1::WatchRunRequest& request);
  void Refuse(const domain::Failure& failure);

  void OnWriteDone(bool ok) override;
  void OnCancel() override;
  void OnDone() override { delete this; }

  CallContext call_;
  grpc::ByteBuffer response_;         // Being written.
  std::shared_ptr<Watcher> watcher_;  // Constant once Start has returned; null where there is none.
};

}  // namespace unpod::rpc

#endif  // UNPOD_SERVER_RPC_WATCH_RUN_REACTOR_H_
