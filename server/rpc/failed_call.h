// How a call of any RPC ends that failed.
#ifndef UNPOD_SERVER_RPC_FAILED_CALL_H_
#define UNPOD_SERVER_RPC_FAILED_CALL_H_

#include <grpcpp/server_context.h>
#include <grpcpp/support/status.h>

#include "server/domain/outcome.h"
#include "server/rpc/status.h"

namespace unpod::rpc {

// The verdict in trailers, which every language reads in one line: unpod-execution, unpod-reason,
// unpod-repeat.
inline constexpr char kExecutionKey[] = "unpod-execution";
inline constexpr char kReasonKey[] = "unpod-reason";
inline constexpr char kRepeatKey[] = "unpod-repeat";

// Adds the trailers, and one that stops the retries of gRPC libraries where a repeat is not safe. The status
// is what to finish with, at once and exactly once.
grpc::Status FailCall(grpc::CallbackServerContext& context, const domain::Failure& failure,
                      Execution execution);

}  // namespace unpod::rpc

#endif  // UNPOD_SERVER_RPC_FAILED_CALL_H_
