// How the gRPC side behaves. Constant after the start.
#ifndef UNPOD_SERVER_RPC_RPC_OPTIONS_H_
#define UNPOD_SERVER_RPC_RPC_OPTIONS_H_

#include <cstddef>

namespace unpod::rpc {

struct RpcOptions {
  // A CreateTask without request_id takes the metadata x-request-id, together with its contents, as its key.
  bool request_id_from_header = true;
  // A CreateTask that has neither is refused.
  bool require_request_id = false;
  // A CreateTask that has neither and says of itself that it is a repeat is sent all the same.
  bool send_unnamed_repeats = false;
  // Of one call, as HTTP/2 counts it: names, values, and 32 bytes for each.
  size_t max_metadata_bytes = 64 * 1024;
  // What one message may take in memory (message_weight.h).
  size_t max_message_weight = 32 * 1024 * 1024;
};

}  // namespace unpod::rpc

#endif  // UNPOD_SERVER_RPC_RPC_OPTIONS_H_
