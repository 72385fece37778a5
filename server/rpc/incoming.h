// What each message goes through before its handler, and each handler around it: so every RPC answers what
// cannot be taken in the same way, with google.rpc.ErrorInfo.
#ifndef UNPOD_SERVER_RPC_INCOMING_H_
#define UNPOD_SERVER_RPC_INCOMING_H_

#include <google/protobuf/message.h>
#include <grpcpp/support/byte_buffer.h>

#include <exception>
#include <optional>
#include <utility>

#include "server/domain/outcome.h"
#include "server/rpc/rpc_options.h"

namespace unpod::rpc {

// Reads one message. A failure names each text that is not UTF-8, or says that these bytes are no such
// message, or that it is refused unread since it would take too much memory.
std::optional<domain::Failure> TakeMessage(const RpcOptions& options, const grpc::ByteBuffer& bytes,
                                           google::protobuf::Message& message);

domain::Failure Defect();
void LogException();

// Calls `handle`. Thrown out of a handler, an exception becomes UNIMPLEMENTED with an empty message; out of
// another reaction it ends the process. `on_defect` gets a failure instead. What may throw must not have
// handed over yet.
template <typename Handle, typename OnDefect>
void WithoutExceptions(Handle handle, OnDefect on_defect) {
  try {
    return std::move(handle)();
  } catch (const std::exception&) {
    LogException();
  }
  std::move(on_defect)(Defect());
}

}  // namespace unpod::rpc

#endif  // UNPOD_SERVER_RPC_INCOMING_H_
