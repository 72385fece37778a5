// Protobuf messages from and to gRPC's byte buffers. The service reads its requests itself, not through
// gRPC's generated glue: so a request's memory is free again before the upstream is asked, and bytes that are
// no message get an answer that says so.
#ifndef UNPOD_SERVER_RPC_MESSAGE_IO_H_
#define UNPOD_SERVER_RPC_MESSAGE_IO_H_

#include <google/protobuf/arena.h>
#include <google/protobuf/message.h>
#include <grpcpp/support/byte_buffer.h>

#include <array>

namespace unpod::rpc {

// Deep enough for what Validate refuses with a name: a level of google.protobuf.Struct takes three.
inline constexpr int kMaxMessageDepth = 400;

// False when the bytes are no such message: malformed, text that is not UTF-8, nested over kMaxMessageDepth.
bool Parse(const grpc::ByteBuffer& bytes, google::protobuf::Message& message);

grpc::ByteBuffer Serialize(const google::protobuf::Message& message);

// A message for the time of one function: an ordinary one takes its memory from the stack.
class StackArena {
 public:
  StackArena() : arena_(Options(block_)) {}
  template <typename Message>
  Message& New() {
    // By the message's own function, since the arena's has another name from Protobuf 26 on.
    return *Message::default_instance().New(&arena_);
  }

 private:
  using Block = std::array<char, 8192>;
  static google::protobuf::ArenaOptions Options(Block& block) {
    google::protobuf::ArenaOptions options;
    options.initial_block = block.data();
    options.initial_block_size = block.size();
    return options;
  }

  alignas(8) Block block_;
  google::protobuf::Arena arena_;
};

}  // namespace unpod::rpc

#endif  // UNPOD_SERVER_RPC_MESSAGE_IO_H_
