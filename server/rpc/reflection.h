// What generic clients such as grpcurl need to know besides the service itself.
#ifndef UNPOD_SERVER_RPC_REFLECTION_H_
#define UNPOD_SERVER_RPC_REFLECTION_H_

namespace unpod::rpc {

// Switches server reflection on and makes it know two things that gRPC for C++ leaves out: google.rpc's error
// details, so that they are shown and not called unrecognized, and grpc.health.v1, which it serves without
// describing. Once, before the server is built; not thread-safe.
void EnableReflection();

}  // namespace unpod::rpc

#endif  // UNPOD_SERVER_RPC_REFLECTION_H_
