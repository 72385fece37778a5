// gRPC's own lines, in the service's log: escaped, bounded, and at its level. Protobuf's are dropped.
#ifndef UNPOD_SERVER_APP_GRPC_LOG_H_
#define UNPOD_SERVER_APP_GRPC_LOG_H_

namespace unpod::app {

// Call once, after InitLog() and before anything of gRPC.
void TakeGrpcLog();

}  // namespace unpod::app

#endif  // UNPOD_SERVER_APP_GRPC_LOG_H_
