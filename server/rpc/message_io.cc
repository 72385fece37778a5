#include "server/rpc/message_io.h"

#include <google/protobuf/io/coded_stream.h>
#include <grpcpp/support/proto_buffer_reader.h>
#include <grpcpp/support/slice.h>

#include <utility>

namespace unpod::rpc {

bool Parse(const grpc::ByteBuffer& bytes, google::protobuf::Message& message) {
  grpc::ByteBuffer shared = bytes;  // A reference, for a reader that wants it mutable.
  grpc::ProtoBufferReader reader(&shared);
  if (!reader.status().ok()) return false;
  google::protobuf::io::CodedInputStream stream(&reader);
  stream.SetRecursionLimit(kMaxMessageDepth);
  return message.ParseFromCodedStream(&stream) && stream.ConsumedEntireMessage();
}

grpc::ByteBuffer Serialize(const google::protobuf::Message& message) {
  grpc::Slice slice(message.ByteSizeLong());
  // Ours alone so far.
  static_cast<void>(message.SerializeWithCachedSizesToArray(const_cast<uint8_t*>(slice.begin())));
  return grpc::ByteBuffer(&slice, 1);
}

}  // namespace unpod::rpc
