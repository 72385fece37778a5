#include "tests/unit/client/fake_task_service.h"

#include <grpcpp/ext/health_check_service_server_builder_option.h>
#include <grpcpp/grpcpp.h>
#include <grpcpp/health_check_service_interface.h>

#include <algorithm>
#include <thread>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "tests/unit/client/test_certificate.h"
#include "unpod_task/v1/task_service.grpc.pb.h"

namespace unpod::client {

using unpod_task::v1::CreateTaskRequest;
using unpod_task::v1::CreateTaskResponse;

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
  unpod_task::v1::DocumentResult& result = *response.add_results();
  result.set_task_id("T74802367fe9011f0878d43cd8a99e069");
  result.set_state(unpod_task::v1::TASK_STATE_PENDING);
  result.set_upstream_status("pending");
  response.set_upstream_status("pending");
  response.set_upstream_message("Task Created Successfully");
  return response;
}

unpod_task::v1::RequestRecord ARecord(const std::string& request_id, unpod_task::v1::RequestState state) {
  unpod_task::v1::RequestRecord record;
  record.set_request_id(request_id);
  record.set_space_token("S");
  record.set_state(state);
  record.set_document_count(2);
  record.mutable_create_time()->set_seconds(1895995800);
  record.mutable_update_time()->set_seconds(1895995801);
  if (state == unpod_task::v1::REQUEST_STATE_CREATED) {
    record.set_run_id("R74802366fe9011f0878d43cd8a99e069");
    record.add_results()->set_task_id("T74802367fe9011f0878d43cd8a99e069");
    record.set_upstream_status("pending");
  } else if (state == unpod_task::v1::REQUEST_STATE_UNKNOWN) {
    record.mutable_failure()->set_code(static_cast<int>(absl::StatusCode::kUnknown));
    record.mutable_failure()->set_reason("UPSTREAM_ERROR");
    record.mutable_failure()->set_execution(unpod_task::v1::EXECUTION_UNKNOWN);
    record.mutable_failure()->set_repeat_is_safe(true);
    record.mutable_failure()->set_http_status(500);
  }
  return record;
}

namespace {

grpc::Status Refusal(grpc::StatusCode code, const std::string& reason) {
  return {code, "refused", Details().Info(reason, {{"execution", "not_started"}}).Serialize()};
}

void Count(const unpod_task::v1::RequestRecord& record, unpod_task::v1::GetLedgerSummaryResponse* counts) {
  switch (record.state()) {
    case unpod_task::v1::REQUEST_STATE_IN_FLIGHT:
      return counts->set_in_flight(counts->in_flight() + 1);
    case unpod_task::v1::REQUEST_STATE_CREATED:
      return counts->set_created(counts->created() + 1);
    case unpod_task::v1::REQUEST_STATE_NOT_STARTED:
      return counts->set_not_started(counts->not_started() + 1);
    default:
      counts->set_unknown(counts->unknown() + 1);
      *counts->mutable_oldest_unknown_create_time() = record.create_time();
  }
}

}  // namespace

class FakeTaskService::Server : public unpod_task::v1::TaskService::Service,
                                public unpod_task::v1::LedgerService::Service {
 public:
  enum class Way { kAnswer, kWait };

  explicit Server(const std::shared_ptr<grpc::ServerCredentials>& credentials)
      : response_(CreatedResponse()) {
    grpc::EnableDefaultHealthCheckService(true);
    grpc::ServerBuilder builder;
    int port = 0;
    builder.AddListeningPort("127.0.0.1:0", credentials, &port);
    builder.RegisterService(static_cast<unpod_task::v1::TaskService::Service*>(this));
    builder.RegisterService(static_cast<unpod_task::v1::LedgerService::Service*>(this));
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
    server_->GetHealthCheckService()->SetServingStatus("unpod_task.v1.TaskService", serving);
  }

  void Script(Way way, bool die, const CreateTaskResponse& response, grpc::Status status) {
    absl::MutexLock lock(&mutex_);
    way_ = way;
    die_ = die;
    response_ = response;
    status_ = std::move(status);
  }

  void FailNext(int times, grpc::Status status) {
    absl::MutexLock lock(&mutex_);
    next_failures_.assign(static_cast<size_t>(times), std::move(status));
  }

  grpc::Status CreateTask(grpc::ServerContext* context, const CreateTaskRequest* request,
                          CreateTaskResponse* response) override {
    absl::ReleasableMutexLock lock(&mutex_);
    Call call{*request, {}, absl::FromChrono(context->deadline()) - absl::Now()};
    for (const auto& [key, value] : context->client_metadata()) {
      call.metadata.emplace(std::string(key.data(), key.size()), std::string(value.data(), value.size()));
    }
    calls_.push_back(std::move(call));
    if (!next_failures_.empty()) return Status();
    if (way_ == Way::kAnswer) {
      *response = response_;
      return status_;
    }
    if (die_) stopper_ = std::thread([this] { server_->Shutdown(absl::ToChronoTime(absl::Now())); });
    lock.Release();
    while (!context->IsCancelled()) absl::SleepFor(absl::Milliseconds(1));
    return grpc::Status::CANCELLED;
  }

  grpc::Status GetRequest(grpc::ServerContext*, const unpod_task::v1::GetRequestRequest* request,
                          unpod_task::v1::GetRequestResponse* response) override {
    absl::MutexLock lock(&mutex_);
    if (grpc::Status status = Status(); !status.ok()) return status;
    auto found = Find(*request);
    if (found == records_.end()) return Refusal(grpc::StatusCode::NOT_FOUND, "REQUEST_NOT_FOUND");
    *response->mutable_request() = *found;
    return grpc::Status::OK;
  }

  grpc::Status ResolveRequest(grpc::ServerContext*, const unpod_task::v1::ResolveRequestRequest* request,
                              unpod_task::v1::ResolveRequestResponse* response) override {
    absl::MutexLock lock(&mutex_);
    if (grpc::Status status = Status(); !status.ok()) return status;
    auto found = Find(*request);
    if (found == records_.end()) return Refusal(grpc::StatusCode::NOT_FOUND, "REQUEST_NOT_FOUND");
    if (found->state() != unpod_task::v1::REQUEST_STATE_UNKNOWN) {
      return Refusal(grpc::StatusCode::FAILED_PRECONDITION, "REQUEST_NOT_UNKNOWN");
    }
    using Request = unpod_task::v1::ResolveRequestRequest;
    response->set_settled_count(1);
    if (request->resolution() == Request::RESOLUTION_FORGET) {
      records_.erase(found);
      return grpc::Status::OK;
    }
    const bool is_created = request->resolution() == Request::RESOLUTION_CREATED;
    found->set_state(is_created ? unpod_task::v1::REQUEST_STATE_CREATED
                                : unpod_task::v1::REQUEST_STATE_NOT_STARTED);
    found->set_run_id(request->run_id());
    found->set_note(request->note());
    *response->mutable_request() = *found;
    return grpc::Status::OK;
  }

  // A page token is the index of the page's first record.
  grpc::Status ListRequests(grpc::ServerContext*, const unpod_task::v1::ListRequestsRequest* request,
                            unpod_task::v1::ListRequestsResponse* response) override {
    absl::MutexLock lock(&mutex_);
    if (grpc::Status status = Status(); !status.ok()) return status;
    pages_.push_back(*request);
    size_t index = 0;
    if (!request->page_token().empty() && !absl::SimpleAtoi(request->page_token(), &index)) {
      return Refusal(grpc::StatusCode::INVALID_ARGUMENT, "INVALID_REQUEST");
    }
    for (; index < records_.size(); ++index) {
      if (request->state() != 0 && request->state() != records_[index].state()) continue;
      if (!request->space_token().empty() && request->space_token() != records_[index].space_token())
        continue;
      if (!request->request_id().empty() && request->request_id() != records_[index].request_id()) continue;
      if (response->requests_size() == request->page_size()) {
        response->set_next_page_token(absl::StrCat(index));
        break;
      }
      *response->add_requests() = records_[index];
    }
    return grpc::Status::OK;
  }

  grpc::Status GetLedgerSummary(grpc::ServerContext*, const unpod_task::v1::GetLedgerSummaryRequest*,
                                unpod_task::v1::GetLedgerSummaryResponse* response) override {
    absl::MutexLock lock(&mutex_);
    if (grpc::Status status = Status(); !status.ok()) return status;
    for (const auto& record : records_) Count(record, response);
    return grpc::Status::OK;
  }

  const std::string& address() const { return address_; }

  void SetRecords(std::vector<unpod_task::v1::RequestRecord> records) {
    absl::MutexLock lock(&mutex_);
    records_ = std::move(records);
  }
  std::vector<unpod_task::v1::RequestRecord> records() const {
    absl::MutexLock lock(&mutex_);
    return records_;
  }
  std::vector<unpod_task::v1::ListRequestsRequest> pages() const {
    absl::MutexLock lock(&mutex_);
    return pages_;
  }

  std::vector<Call> calls() const {
    absl::MutexLock lock(&mutex_);
    return calls_;
  }

 private:
  // The failure that is due, or OK.
  grpc::Status Status() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    if (next_failures_.empty()) return status_;
    grpc::Status status = next_failures_.back();
    next_failures_.pop_back();
    return status;
  }

  template <class Request>
  std::vector<unpod_task::v1::RequestRecord>::iterator Find(const Request& request)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return std::find_if(records_.begin(), records_.end(), [&request](const auto& record) {
      return record.space_token() == request.space_token() && record.request_id() == request.request_id() &&
             record.org_handle() == request.org_handle() && record.has_batch() == request.has_batch() &&
             record.batch() == request.batch();
    });
  }

  std::unique_ptr<grpc::Server> server_;
  std::string address_;
  mutable absl::Mutex mutex_;
  Way way_ = Way::kAnswer;
  bool die_ = false;
  CreateTaskResponse response_;
  grpc::Status status_;
  std::vector<grpc::Status> next_failures_;
  std::vector<Call> calls_;
  std::vector<unpod_task::v1::RequestRecord> records_;
  std::vector<unpod_task::v1::ListRequestsRequest> pages_;
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
void FakeTaskService::FailNext(int times, absl::StatusCode code, const std::string& message,
                               const std::string& details) {
  server_->FailNext(times, grpc::Status(static_cast<grpc::StatusCode>(code), message, details));
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
void FakeTaskService::SetRecords(std::vector<unpod_task::v1::RequestRecord> records) {
  server_->SetRecords(std::move(records));
}
std::vector<unpod_task::v1::RequestRecord> FakeTaskService::records() const {
  return server_->records();
}
std::vector<unpod_task::v1::ListRequestsRequest> FakeTaskService::pages() const {
  return server_->pages();
}

}  // namespace unpod::client
