// What a message would take in memory, before it is parsed. A few bytes on the wire can be hundreds here: an
// empty Document is two bytes there, so 4 MiB of them would be more than 1 GiB.
#ifndef UNPOD_SERVER_RPC_MESSAGE_WEIGHT_H_
#define UNPOD_SERVER_RPC_MESSAGE_WEIGHT_H_

#include <google/protobuf/descriptor.h>
#include <grpcpp/support/byte_buffer.h>

#include <cstddef>

namespace unpod::rpc {

// About how many bytes a message of `type` takes once it is parsed, with what is made of it afterwards. Reads
// on only until that is over `enough`, and ends early where the bytes are no such message. Does not allocate
// by the size of the message.
size_t MessageWeight(const grpc::ByteBuffer& bytes, const google::protobuf::Descriptor& type, size_t enough);

}  // namespace unpod::rpc

#endif  // UNPOD_SERVER_RPC_MESSAGE_WEIGHT_H_
