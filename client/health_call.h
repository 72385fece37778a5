// One grpc.health.v1 Check. Internal to this folder: needs gRPC's headers.
#ifndef UNPOD_CLIENT_HEALTH_CALL_H_
#define UNPOD_CLIENT_HEALTH_CALL_H_

#include <grpcpp/channel.h>
#include <grpcpp/support/status.h>

#include <chrono>
#include <memory>
#include <string>

namespace unpod::client {

// Blocks until the answer or the deadline. `serving_status` gets the protocol's number: 0 unknown, 1 serving,
// 2 not serving, 3 service unknown.
grpc::Status HealthCall(const std::shared_ptr<grpc::Channel>& channel, const std::string& service,
                        std::chrono::system_clock::time_point deadline, int* serving_status);

}  // namespace unpod::client

#endif  // UNPOD_CLIENT_HEALTH_CALL_H_
