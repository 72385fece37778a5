// How the gRPC side behaves. Constant after the start.
#ifndef UNPOD_SERVER_RPC_RPC_OPTIONS_H_
#define UNPOD_SERVER_RPC_RPC_OPTIONS_H_

namespace unpod::rpc {

struct RpcOptions {
  // A request without request_id takes the metadata x-request-id for it.
  bool request_id_from_header = false;
};

}  // namespace unpod::rpc

#endif  // UNPOD_SERVER_RPC_RPC_OPTIONS_H_
