#include "client/health_call.h"

#include <google/protobuf/wrappers.pb.h>
#include <grpcpp/client_context.h>
#include <grpcpp/generic/generic_stub.h>

#include "absl/synchronization/notification.h"
// Brings gRPC's serialization of protobuf messages, whose own header moved between versions.
#include "unpod_task/v1/task_service.grpc.pb.h"

namespace unpod::client {

// HealthCheckRequest is one string and HealthCheckResponse one enum, both field 1: on the wire just what
// protobuf's wrappers are. That saves a copy of the health protocol, of which Debian has no generated C++.
grpc::Status HealthCall(const std::shared_ptr<grpc::Channel>& channel, const std::string& service,
                        std::chrono::system_clock::time_point deadline, int* serving_status) {
  grpc::TemplatedGenericStub<google::protobuf::StringValue, google::protobuf::Int32Value> stub(channel);
  google::protobuf::StringValue request;
  request.set_value(service);
  google::protobuf::Int32Value response;
  grpc::ClientContext context;
  context.set_deadline(deadline);
  grpc::Status status;
  absl::Notification done;
  stub.UnaryCall(&context, "/grpc.health.v1.Health/Check", grpc::StubOptions(), &request, &response,
                 [&status, &done](grpc::Status result) {
                   status = std::move(result);
                   done.Notify();
                 });
  done.WaitForNotification();
  *serving_status = response.value();
  return status;
}

}  // namespace unpod::client
