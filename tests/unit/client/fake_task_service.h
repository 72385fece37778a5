// A task service on a port of its own that answers what a test tells it to. Real gRPC over loopback.
#ifndef UNPOD_TESTS_UNIT_CLIENT_FAKE_TASK_SERVICE_H_
#define UNPOD_TESTS_UNIT_CLIENT_FAKE_TASK_SERVICE_H_

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "unpod/status/v1/status_details.pb.h"
#include "unpod_task/v1/task_service.pb.h"

namespace unpod::client {

// What the service puts into grpc-status-details-bin.
class Details {
 public:
  Details& Info(const std::string& reason, const std::map<std::string, std::string>& metadata,
                const std::string& domain = "unpod.ai");
  Details& Violation(const std::string& field, const std::string& description);
  Details& Retry(absl::Duration delay);
  Details& Resource(const std::string& type, const std::string& description);
  std::string Serialize() const;

 private:
  void Add(const std::string& name, const google::protobuf::Message& message);
  status::v1::Status status_;
  status::v1::BadRequest bad_request_;
};

struct TestCertificate;

// Safe from any thread.
class FakeTaskService {
 public:
  struct Call {
    unpod_task::v1::CreateTaskRequest request;
    std::multimap<std::string, std::string> metadata;
    absl::Duration time_left;
  };

  FakeTaskService();
  explicit FakeTaskService(const TestCertificate& certificate);  // With TLS.
  ~FakeTaskService();

  const std::string& address() const;  // "127.0.0.1:<port>".
  // What each call from now on gets; at first a created task.
  void Answer(const unpod_task::v1::CreateTaskResponse& response);
  void Fail(absl::StatusCode code, const std::string& message, const std::string& details = "");
  // Only the next `times` calls; then as before.
  void FailNext(int times, absl::StatusCode code, const std::string& message,
                const std::string& details = "");
  void NeverAnswer();       // Until the caller gives up.
  void DieDuringTheCall();  // The server goes away with the call inside.
  void Stop();
  void SetServing(bool serving);
  std::vector<Call> calls() const;

  // What GetRequest, ResolveRequest and ListRequests work on, newest first. Fail and FailNext hold for them
  // too.
  void SetRecords(std::vector<unpod_task::v1::RequestRecord> records);
  std::vector<unpod_task::v1::RequestRecord> records() const;
  std::vector<unpod_task::v1::ListRequestsRequest> pages() const;  // What was asked for.

 private:
  class Server;
  std::unique_ptr<Server> server_;
};

// The answer of the source document's example.
unpod_task::v1::CreateTaskResponse CreatedResponse();

// Of space "S", claimed 2030-01-30T09:30:00Z; with a run if it is created, with a reason if it is unknown.
unpod_task::v1::RequestRecord ARecord(const std::string& request_id, unpod_task::v1::RequestState state);

}  // namespace unpod::client

#endif  // UNPOD_TESTS_UNIT_CLIENT_FAKE_TASK_SERVICE_H_
