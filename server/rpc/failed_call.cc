#include "server/rpc/failed_call.h"

#include <string>

#include "server/domain/reason.h"

namespace unpod::rpc {

grpc::Status FailCall(grpc::CallbackServerContext& context, const domain::Failure& failure,
                      Execution execution) {
  context.AddTrailingMetadata(kExecutionKey, std::string(ExecutionName(execution)));
  context.AddTrailingMetadata(kReasonKey, std::string(domain::ReasonName(failure.reason)));
  const bool is_safe = IsRepeatSafe(failure, execution);
  context.AddTrailingMetadata(kRepeatKey, is_safe ? "safe" : "unsafe");
  // No gRPC library retries after this (gRFC A6).
  if (!is_safe) context.AddTrailingMetadata("grpc-retry-pushback-ms", "-1");
  return ToStatus(failure, execution);
}

}  // namespace unpod::rpc
