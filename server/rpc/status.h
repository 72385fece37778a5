// A failure as gRPC carries it: code, message, and google.rpc details. Pure.
#ifndef UNPOD_SERVER_RPC_STATUS_H_
#define UNPOD_SERVER_RPC_STATUS_H_

#include <grpcpp/support/status.h>

#include <cstddef>

#include "absl/strings/string_view.h"
#include "server/domain/outcome.h"
#include "unpod_task/v1/task_service.pb.h"

namespace unpod::rpc {

enum class Execution { kNotStarted, kUnknown };

// "not_started", "unknown".
absl::string_view ExecutionName(Execution execution);

// Whether the same bytes may be sent again, and nobody is called twice.
bool IsRepeatSafe(const domain::Failure& failure, Execution execution);

// All but the message.
void FillFailure(const domain::Failure& from, Execution execution, unpod_task::v1::Failure& to);

// Message and details together stay under this: gRPC clients refuse 8 KiB of metadata by default, and then
// the real error would be lost.
inline constexpr size_t kMaxStatusBytes = 6 * 1024;

// ErrorInfo first and the contract's Failure last; BadRequest, RetryInfo and ResourceInfo where the failure
// has what belongs in them. Violations that do not fit are left out and counted in the last one.
grpc::Status ToStatus(const domain::Failure& failure, Execution execution);

}  // namespace unpod::rpc

#endif  // UNPOD_SERVER_RPC_STATUS_H_
