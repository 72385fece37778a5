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
#include "server/rpc/call_context.h"
#include "server/rpc/incoming.h"
#include "server/rpc/message_io.h"
#include "server/rpc/names.h"
#include "server/rpc/rpc_options.h"

namespace unpod::rpc {

// One call: what it is made with. All of it outlives the reactor.
struct UnaryCall {
  const RpcOptions& options;
  grpc::CallbackServerContext& context;
  grpc::ByteBuffer& response;
};

// A call ends exactly once, in Refuse, Fail or Succeed: a reactor that never finishes hangs the server's
// shutdown, a second Finish aborts the process. Afterwards the reactor may be gone.
class UnaryReactor : public grpc::ServerUnaryReactor {
 protected:
  explicit UnaryReactor(UnaryCall call) : call_(call.options, call.context), response_(call.response) {}
  ~UnaryReactor() override = default;

  void OnDone() override { delete this; }

  // Inside gRPC's handler, until whose end OnDone and OnCancel do not run: reads the request and calls
  // `begin` with it, or refuses. `begin` hands over last, so that nothing was finished or sent when it
  // throws.
  template <typename Request, typename Begin>
  void Receive(const grpc::ByteBuffer& bytes, Begin begin) {
    WithoutExceptions(
        [&] {
          StackArena arena;
          auto& request = arena.New<Request>();
          if (const auto failure = call_.Take(bytes, request)) return Refuse(*failure);
          begin(std::as_const(request));
        },
        [this](const domain::Failure& failure) { Refuse(failure); });
  }

  // Nothing was executed.
  void Refuse(const domain::Failure& failure) { Fail(failure, Execution::kNotStarted); }
  void Refuse(Violations violations);
  void Fail(const domain::Failure& failure, Execution execution);
  void Succeed(const google::protobuf::Message& answer);

  CallContext& call() { return call_; }

 private:
  CallContext call_;
  grpc::ByteBuffer& response_;
};

}  // namespace unpod::rpc

#endif  // UNPOD_SERVER_RPC_UNARY_REACTOR_H_
