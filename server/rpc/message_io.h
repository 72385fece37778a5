// Protobuf messages from and to gRPC's byte buffers. The service reads its requests itself, not through
// gRPC's generated glue: so a request's memory is free again before the upstream is asked, and bytes that are
// no message get an answer that says so.
#ifndef UNPOD_SERVER_RPC_MESSAGE_IO_H_
#define UNPOD_SERVER_RPC_MESSAGE_IO_H_

#include <google/protobuf/message.h>
#include <grpcpp/support/byte_buffer.h>

namespace unpod::rpc {

// Deep enough for what Validate refuses with a name: a level of google.protobuf.Struct takes three.
inline constexpr int kMaxMessageDepth = 400;

// False when the bytes are no such message: malformed, text that is not UTF-8, nested over kMaxMessageDepth.
bool Parse(const grpc::ByteBuffer& bytes, google::protobuf::Message& message);

grpc::ByteBuffer Serialize(const google::protobuf::Message& message);

}  // namespace unpod::rpc

#endif  // UNPOD_SERVER_RPC_MESSAGE_IO_H_
