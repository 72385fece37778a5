// What every call goes through before its handler: metadata, message, deadline, exceptions. So each RPC
// answers what cannot be taken in the same way, with google.rpc.ErrorInfo.
#ifndef UNPOD_SERVER_RPC_INCOMING_H_
#define UNPOD_SERVER_RPC_INCOMING_H_

#include <google/protobuf/message.h>
#include <grpcpp/server_context.h>
#include <grpcpp/support/byte_buffer.h>

#include <chrono>
#include <exception>
#include <optional>
#include <utility>

#include "server/base/monotonic.h"
#include "server/domain/outcome.h"
#include "server/rpc/rpc_options.h"

namespace unpod::rpc {

// Why a call cannot be taken for its metadata alone: there is more of it than --max_metadata_bytes.
std::optional<domain::Failure> CheckMetadata(const grpc::CallbackServerContext& context,
                                             const RpcOptions& options);

// Reads one message. A failure names each text that is not UTF-8, or says that these bytes are no such
// message, or that it is refused unread since it would take too much memory.
std::optional<domain::Failure> TakeMessage(const RpcOptions& options, const grpc::ByteBuffer& bytes,
                                           google::protobuf::Message& message);

// Both, for calls with one request.
std::optional<domain::Failure> TakeRequest(const grpc::CallbackServerContext& context,
                                           const RpcOptions& options, const grpc::ByteBuffer& bytes,
                                           google::protobuf::Message& message);

// What a read may take whose caller has no deadline.
inline constexpr base::Duration kReadBudget = std::chrono::seconds(30);

// The caller's deadline on the steady clock, `cap` from now at most. Any deadline that can be sent is taken:
// gRPC's own conversion to system_clock overflows for Go's longest ones, which then lie in the past.
base::MonotonicTime DeadlineOf(const grpc::CallbackServerContext& context, base::Duration cap);

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
