#include "server/rpc/unary_reactor.h"

#include "server/flow/failures.h"

namespace unpod::rpc {

void UnaryReactor::Refuse(Violations violations) {
  Refuse(flow::InvalidRequest(std::move(violations)).failure);
}

void UnaryReactor::Fail(const domain::Failure& failure, Execution execution) {
  Finish(call_.Fail(failure, execution));
}

void UnaryReactor::Succeed(const google::protobuf::Message& answer) {
  response_ = Serialize(answer);
  Finish(call_.Succeed());
}

}  // namespace unpod::rpc
