// What the reactors of unary calls have in common. Their requests and answers are bytes to gRPC: both are
// read and written here, so that what is no message is answered like any other mistake (incoming.h).
#ifndef UNPOD_SERVER_RPC_UNARY_REACTOR_H_
#define UNPOD_SERVER_RPC_UNARY_REACTOR_H_

#include <google/protobuf/message.h>
#include <grpcpp/server_context.h>
#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/server_callback.h>

#include <utility>

#include "server/domain/outcome.h"
#include "server/rpc/incoming.h"
#include "server/rpc/rpc_options.h"

namespace unpod::rpc {

// One call: what it is made with. All of it outlives the reactor.
struct UnaryCall {
  const RpcOptions& options;
  grpc::CallbackServerContext& context;
  grpc::ByteBuffer& response;
};

// Finish is called exactly once, through Refuse or Succeed; afterwards the reactor may be gone.
class UnaryReactor : public grpc::ServerUnaryReactor {
 protected:
  explicit UnaryReactor(UnaryCall call) : call_(call) {}
  ~UnaryReactor() override = default;

  void OnDone() override { delete this; }

  // Inside gRPC's handler: reads the request and calls `begin` with it, or refuses.
  template <typename Request, typename Begin>
  void Receive(const grpc::ByteBuffer& bytes, Begin begin) {
    WithoutExceptions(
        [&] {
          Request request;
          if (const auto failure = TakeRequest(call_.context, call_.options, bytes, request))
            return Refuse(*failure);
          begin(std::as_const(request));
        },
        [this](const domain::Failure& failure) { Refuse(failure); });
  }

  // Nothing was executed.
  void Refuse(const domain::Failure& failure);
  void Succeed(const google::protobuf::Message& answer);

  grpc::CallbackServerContext& context() const { return call_.context; }

 private:
  const UnaryCall call_;
};

}  // namespace unpod::rpc

#endif  // UNPOD_SERVER_RPC_UNARY_REACTOR_H_
