#include "server/rpc/unary_reactor.h"

#include "server/rpc/message_io.h"
#include "server/rpc/status.h"

namespace unpod::rpc {

void UnaryReactor::Refuse(const domain::Failure& failure) {
  Finish(ToStatus(failure, Execution::kNotStarted));
}

void UnaryReactor::Succeed(const google::protobuf::Message& answer) {
  call_.response = Serialize(answer);
  Finish(grpc::Status::OK);
}

}  // namespace unpod::rpc
