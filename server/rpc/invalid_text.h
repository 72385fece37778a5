// Which texts of a request are not UTF-8. Protobuf only says that the message cannot be parsed; a caller
// wants the field.
#ifndef UNPOD_SERVER_RPC_INVALID_TEXT_H_
#define UNPOD_SERVER_RPC_INVALID_TEXT_H_

#include <google/protobuf/descriptor.h>
#include <grpcpp/support/byte_buffer.h>

#include <vector>

#include "server/domain/outcome.h"

namespace unpod::rpc {

// One violation for each string field of the message of `type` in `bytes` that is not UTF-8,
// domain::kMaxViolations at most. Empty when there is none, when the bytes are no such message for another
// reason, or when `type` is not of the contract. Thread-safe; slow: only for requests that Parse has refused.
std::vector<domain::FieldViolation> FindInvalidText(const grpc::ByteBuffer& bytes,
                                                    const google::protobuf::Descriptor& type);

}  // namespace unpod::rpc

#endif  // UNPOD_SERVER_RPC_INVALID_TEXT_H_
