#include "tests/unit/client/fake_task_service.h"

#include <grpcpp/ext/health_check_service_server_builder_option.h>
#include <grpcpp/grpcpp.h>
#include <grpcpp/health_check_service_interface.h>

#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "tests/unit/client/test_certificate.h"
#include "unpod/task/v1/task_service.grpc.pb.h"

namespace unpod::client {

using task::v1::CreateTaskRequest;
using task::v1::CreateTaskResponse;

Details& Details::Info(const std::string& reason, const std::map<std::string, std::string>& metadata,
                       const std::string& domain) {
  status::v1::ErrorInfo info;
  info.set_reason(reason);
  info.set_domain(domain);
  for (const auto& [key, value] : metadata) (*info.mutable_metadata())[key] = value;
  Add("ErrorInfo", info);
  return *this;
}

Details& Details::Violation(const std::string& field, const std::string& description) {
  auto* violation = bad_request_.add_field_violations();
  violation->set_field(field);
  violation->set_description(description);
  return *this;
}

Details& Details::Retry(absl::Duration delay) {
  status::v1::RetryInfo retry;
  retry.mutable_retry_delay()->set_seconds(absl::ToInt64Seconds(delay));
  retry.mutable_retry_delay()->set_nanos(
      static_cast<int>(absl::ToInt64Nanoseconds(delay - absl::Trunc(delay, absl::Seconds(1)))));
  Add("RetryInfo", retry);
  return *this;
}

Details& Details::Resource(const std::string& type, const std::string& description) {
  status::v1::ResourceInfo resource;
  resource.set_resource_type(type);
  resource.set_description(description);
  Add("ResourceInfo", resource);
  return *this;
}

void Details::Add(const std::string& name, const google::protobuf::Message& message) {
  auto* any = status_.add_details();
  any->set_type_url(absl::StrCat("type.googleapis.com/google.rpc.", name));
  any->set_value(message.SerializeAsString());
}

std::string Details::Serialize() const {
  Details copy = *this;
  if (bad_request_.field_violations_size() > 0) copy.Add("BadRequest", bad_request_);
  return copy.status_.SerializeAsString();
}

CreateTaskResponse CreatedResponse() {
  CreateTaskResponse response;
  response.set_run_id("R74802366fe9011f0878d43cd8a99e069");
  response.add_task_ids("T74802367fe9011f0878d43cd8a99e069");
  response.set_status("pending");
  (*response.mutable_task_statuses())["T74802367fe9011f0878d43cd8a99e069"] = "pending";
  response.set_message("Task Created Successfully");
  return response;
}

class FakeTaskService::Server : public task::v1::TaskService::Service {
 public:
  enum class Way { kAnswer, kWait };

  explicit Server(const std::shared_ptr<grpc::ServerCredentials>& credentials)
      : response_(CreatedResponse()) {
    grpc::EnableDefaultHealthCheckService(true);
    grpc::ServerBuilder builder;
    int port = 0;
    builder.AddListeningPort("127.0.0.1:0", credentials, &port);
    builder.RegisterService(this);
    server_ = builder.BuildAndStart();
    address_ = absl::StrCat("127.0.0.1:", port);
    SetServing(true);
  }

  ~Server() override { Stop(); }

  void Stop() {
    server_->Shutdown(absl::ToChronoTime(absl::Now()));
    if (stopper_.joinable()) stopper_.join();
    server_->Wait();
  }

  void SetServing(bool serving) {
    server_->GetHealthCheckService()->SetServingStatus("unpod.task.v1.TaskService", serving);
  }

  void Script(Way way, bool die, const CreateTaskResponse& response, grpc::Status status) {
    absl::MutexLock lock(&mutex_);
    way_ = way;
    die_ = die;
    response_ = response;
    status_ = std::move(status);
  }

  grpc::Status CreateTask(grpc::ServerContext* context, const CreateTaskRequest* request,
                          CreateTaskResponse* response) override {
    absl::ReleasableMutexLock lock(&mutex_);
    Call call{*request, {}, absl::FromChrono(context->deadline()) - absl::Now()};
    for (const auto& [key, value] : context->client_metadata()) {
      call.metadata.emplace(std::string(key.data(), key.size()), std::string(value.data(), value.size()));
    }
    calls_.push_back(std::move(call));
    if (way_ == Way::kAnswer) {
      *response = response_;
      return status_;
    }
    if (die_) stopper_ = std::thread([this] { server_->Shutdown(absl::ToChronoTime(absl::Now())); });
    lock.Release();
    while (!context->IsCancelled()) absl::SleepFor(absl::Milliseconds(1));
    return grpc::Status::CANCELLED;
  }

  const std::string& address() const { return address_; }

  std::vector<Call> calls() const {
    absl::MutexLock lock(&mutex_);
    return calls_;
  }

 private:
  std::unique_ptr<grpc::Server> server_;
  std::string address_;
  mutable absl::Mutex mutex_;
  Way way_ = Way::kAnswer;
  bool die_ = false;
  CreateTaskResponse response_;
  grpc::Status status_;
  std::vector<Call> calls_;
  std::thread stopper_;
};

namespace {

std::shared_ptr<grpc::ServerCredentials> TlsCredentials(const TestCertificate& certificate) {
  grpc::SslServerCredentialsOptions options;
  options.pem_key_cert_pairs.push_back({certificate.key_pem, certificate.certificate_pem});
  return grpc::SslServerCredentials(options);
}

}  // namespace

FakeTaskService::FakeTaskService() : server_(std::make_unique<Server>(grpc::InsecureServerCredentials())) {}
FakeTaskService::FakeTaskService(const TestCertificate& certificate)
    : server_(std::make_unique<Server>(TlsCredentials(certificate))) {}
FakeTaskService::~FakeTaskService() = default;

const std::string& FakeTaskService::address() const {
  return server_->address();
}
void FakeTaskService::Answer(const CreateTaskResponse& response) {
  server_->Script(Server::Way::kAnswer, false, response, grpc::Status::OK);
}
void FakeTaskService::Fail(absl::StatusCode code, const std::string& message, const std::string& details) {
  server_->Script(Server::Way::kAnswer, false, {},
                  grpc::Status(static_cast<grpc::StatusCode>(code), message, details));
}
void FakeTaskService::NeverAnswer() {
  server_->Script(Server::Way::kWait, false, {}, grpc::Status::OK);
}
void FakeTaskService::DieDuringTheCall() {
  server_->Script(Server::Way::kWait, true, {}, grpc::Status::OK);
}
void FakeTaskService::Stop() {
  server_->Stop();
}
void FakeTaskService::SetServing(bool serving) {
  server_->SetServing(serving);
}
std::vector<FakeTaskService::Call> FakeTaskService::calls() const {
  return server_->calls();
}

}  // namespace unpod::client
