// A failure as gRPC carries it: code, message, and google.rpc details. Pure.
#ifndef UNPOD_SERVER_RPC_STATUS_H_
#define UNPOD_SERVER_RPC_STATUS_H_

#include <grpcpp/support/status.h>

#include <cstddef>

#include "server/domain/outcome.h"

namespace unpod::rpc {

enum class Execution { kNotStarted, kUnknown, kCompleted };

// Message and details together stay under this: gRPC clients refuse 8 KiB of metadata by default, and then
// the real error would be lost.
inline constexpr size_t kMaxStatusBytes = 6 * 1024;

// ErrorInfo always; BadRequest, RetryInfo and ResourceInfo where the failure has what belongs in them.
// Violations that do not fit are left out and counted in the last one.
grpc::Status ToStatus(const domain::Failure& failure, Execution execution);

}  // namespace unpod::rpc

#endif  // UNPOD_SERVER_RPC_STATUS_H_
