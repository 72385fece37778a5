#include "server/rpc/unary_reactor.h"

#include "server/rpc/failed_call.h"
#include "server/rpc/message_io.h"

namespace unpod::rpc {

void UnaryReactor::Refuse(const domain::Failure& failure) {
  Finish(FailCall(call_.context, failure, Execution::kNotStarted));
}

void UnaryReactor::Succeed(const google::protobuf::Message& answer) {
  call_.response = Serialize(answer);
  Finish(grpc::Status::OK);
}

}  // namespace unpod::rpc
