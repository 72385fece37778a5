// unpod_task.v1.LedgerService on gRPC's callback API. Thread-safe.
#ifndef UNPOD_SERVER_RPC_LEDGER_SERVICE_H_
#define UNPOD_SERVER_RPC_LEDGER_SERVICE_H_

#include <grpcpp/server_context.h>
#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/server_callback.h>

#include "server/flow/task_creator.h"
#include "server/rpc/rpc_options.h"
#include "unpod_task/v1/task_service.grpc.pb.h"

namespace unpod::rpc {

using GeneratedLedger = unpod_task::v1::LedgerService;
// All of them as bytes: see incoming.h.
using ServedLedgerMethods = GeneratedLedger::WithRawCallbackMethod_ListRequests<
    GeneratedLedger::WithRawCallbackMethod_GetLedgerSummary<
        GeneratedLedger::WithRawCallbackMethod_ResolveRequest<GeneratedLedger::Service>>>;

class LedgerService final : public ServedLedgerMethods {
 public:
  // `creator` must outlive the server that this is registered with.
  LedgerService(flow::TaskCreator& creator, RpcOptions options) : creator_(creator), options_(options) {}

  using Unary = grpc::ServerUnaryReactor;
  using Context = grpc::CallbackServerContext;
  using Bytes = grpc::ByteBuffer;

  Unary* ListRequests(Context* context, const Bytes* request, Bytes* response) override;
  Unary* GetLedgerSummary(Context* context, const Bytes* request, Bytes* response) override;
  Unary* ResolveRequest(Context* context, const Bytes* request, Bytes* response) override;

 private:
  template <typename Reactor>
  Unary* Ask(Context& context, const Bytes& request, Bytes& response);

  flow::TaskCreator& creator_;
  const RpcOptions options_;
};

}  // namespace unpod::rpc

#endif  // UNPOD_SERVER_RPC_LEDGER_SERVICE_H_
