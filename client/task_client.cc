#include "client/task_client.h"

#include <grpcpp/grpcpp.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <iterator>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "client/address.h"
#include "client/health_call.h"
#include "client/request_id.h"
#include "unpod/task/v1/task_service.grpc.pb.h"

namespace unpod::client {
namespace {

using Deadline = std::chrono::system_clock::time_point;
using Stub = task::v1::TaskService::Stub;

constexpr char kTokenKey[] = "unpod-api-token";
constexpr size_t kMaxTokenBytes = 1024;
constexpr absl::Duration kMaxDeadline = absl::Hours(24);
// Between two attempts, doubled each time: the service looks for a lost answer on each repeat.
constexpr absl::Duration kFirstPause = absl::Milliseconds(200);
constexpr absl::Duration kLongestPause = absl::Seconds(5);
// Far above any answer (see VerdictOf), and still a bound.
constexpr int kMaxAnswerBytes = 64 << 20;

absl::Time EndOf(absl::Duration wait) {
  return absl::Now() + std::min(wait, kMaxDeadline);
}

Deadline After(absl::Duration wait) {
  return absl::ToChronoTime(EndOf(wait));
}

// What gRPC takes as a metadata value; it drops the whole call for any other.
bool IsToken(absl::string_view text) {
  return text.size() <= kMaxTokenBytes &&
         std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < '\x7f'; });
}

absl::Status CheckOptions(const Options& options) {
  if (!IsAddress(options.address))
    return absl::InvalidArgumentError("address: must be host:port or unix:/path");
  if (options.default_deadline <= absl::ZeroDuration()) {
    return absl::InvalidArgumentError("default_deadline: must be over zero");
  }
  if (options.max_attempts < 1) return absl::InvalidArgumentError("max_attempts: must be over zero");
  if (!IsToken(options.api_token)) {
    return absl::InvalidArgumentError("api_token: must be visible ASCII characters, at most 1024");
  }
  bool plain = !options.tls && options.ca_file.empty();
  if (plain && !options.api_token.empty() && !IsLocal(options.address) && !options.allow_token_without_tls) {
    return absl::InvalidArgumentError("api_token: is not sent to another machine without TLS");
  }
  return absl::OkStatus();
}

absl::StatusOr<std::shared_ptr<grpc::ChannelCredentials>> MakeCredentials(const Options& options) {
  if (!options.tls && options.ca_file.empty()) return grpc::InsecureChannelCredentials();
  grpc::SslCredentialsOptions ssl;
  if (!options.ca_file.empty()) {
    std::ifstream file(options.ca_file, std::ios::binary);
    ssl.pem_root_certs.assign(std::istreambuf_iterator<char>(file), {});
    if (!file || ssl.pem_root_certs.find("-----BEGIN CERTIFICATE-----") == std::string::npos) {
      return absl::InvalidArgumentError(
          absl::StrCat("ca_file: cannot read certificates in PEM form from ", options.ca_file));
    }
  }
  return grpc::SslCredentials(ssl);
}

grpc::ChannelArguments MakeArguments() {
  grpc::ChannelArguments arguments;
  // Nothing hidden: no second sending, no settings from DNS, no proxy from the environment.
  arguments.SetInt(GRPC_ARG_ENABLE_RETRIES, 0);
  arguments.SetInt(GRPC_ARG_SERVICE_CONFIG_DISABLE_RESOLUTION, 1);
  arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  // Each client has connections, and waiting times after a failed one, of its own.
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  arguments.SetMaxReceiveMessageSize(kMaxAnswerBytes);
  arguments.SetUserAgentPrefix("unpod-client/" UNPOD_VERSION);
  return arguments;
}

Error ErrorFrom(const grpc::Status& status) {
  return DecodeError(static_cast<absl::StatusCode>(status.error_code()), status.error_message(),
                     status.error_details());
}

Error NotConnected(absl::StatusCode code, std::string message) {
  Error error;
  error.code = code;
  error.message = std::move(message);
  error.execution = Execution::kNotStarted;
  error.sent = false;
  return error;
}

bool IsWorthRepeating(const Result<task::v1::CreateTaskResponse>& known) {
  const auto* error = std::get_if<Error>(&known);
  return error != nullptr && VerdictOf(*error) == Verdict::kUnknown && IsSafeToRepeat(*error);
}

Error NoRunId() {
  Error error;
  error.message = "the service answered OK without a run id";
  error.execution = Execution::kUnknown;
  return error;
}

}  // namespace

class TaskClient::Channel {
 public:
  Channel(const Options& options, const std::shared_ptr<grpc::ChannelCredentials>& credentials)
      : channel_(grpc::CreateCustomChannel(options.address, credentials, MakeArguments())),
        stub_(task::v1::TaskService::NewStub(channel_)),
        api_token_(options.api_token),
        address_(options.address) {}

  // Connects before anything is sent. Only so is "not reachable" a proof: a call that fails with UNAVAILABLE
  // may have been sent before its connection broke.
  std::optional<Error> Connect(Deadline deadline) {
    for (grpc_connectivity_state state; (state = channel_->GetState(true)) != GRPC_CHANNEL_READY;) {
      if (state == GRPC_CHANNEL_TRANSIENT_FAILURE || state == GRPC_CHANNEL_SHUTDOWN) {
        return NotConnected(absl::StatusCode::kUnavailable, WhyNotConnected(deadline));
      }
      if (!channel_->WaitForStateChange(state, deadline)) {
        return NotConnected(absl::StatusCode::kDeadlineExceeded,
                            absl::StrCat("no connection to ", address_, " within the deadline"));
      }
    }
    return std::nullopt;
  }

  grpc::Status CreateTask(const task::v1::CreateTaskRequest& request, Deadline deadline,
                          task::v1::CreateTaskResponse* response) {
    grpc::ClientContext context;
    context.set_deadline(deadline);
    if (!api_token_.empty()) context.AddMetadata(kTokenKey, api_token_);
    return stub_->CreateTask(&context, request, response);
  }

  // A call of the ledger; `method` is one of the stub's.
  template <class Method, class Request, class Response>
  std::optional<Error> Ask(Method method, const Request& request, absl::Duration wait, Response* response) {
    const Deadline deadline = After(wait);
    if (std::optional<Error> error = Connect(deadline)) return error;
    grpc::ClientContext context;
    context.set_deadline(deadline);
    grpc::Status status = (stub_.get()->*method)(&context, request, response);
    return status.ok() ? std::nullopt : std::optional(ErrorFrom(status));
  }

  grpc::Status CheckHealth(const std::string& service, Deadline deadline, int* serving_status) {
    return HealthCall(channel_, service, deadline, serving_status);
  }

 private:
  // The channel's state has no text; a call has. A question about health harms nobody if it does get through.
  std::string WhyNotConnected(Deadline deadline) {
    int ignored = 0;
    grpc::Status status = CheckHealth("", std::min(deadline, After(absl::Seconds(1))), &ignored);
    std::string message = absl::StrCat("cannot connect to ", address_);
    if (status.error_code() != grpc::StatusCode::UNAVAILABLE) return message;
    return absl::StrCat(message, ": ", status.error_message());
  }

  std::shared_ptr<grpc::Channel> channel_;
  std::unique_ptr<Stub> stub_;
  std::string api_token_;
  std::string address_;
};

TaskClient::TaskClient(std::unique_ptr<Channel> channel, const Options& options)
    : channel_(std::move(channel)),
      default_deadline_(options.default_deadline),
      max_attempts_(options.max_attempts) {}

TaskClient::~TaskClient() = default;

absl::StatusOr<std::unique_ptr<TaskClient>> TaskClient::Make(const Options& options) {
  if (absl::Status status = CheckOptions(options); !status.ok()) return status;
  auto credentials = MakeCredentials(options);
  if (!credentials.ok()) return credentials.status();
  auto channel = std::make_unique<Channel>(options, *credentials);
  return std::unique_ptr<TaskClient>(new TaskClient(std::move(channel), options));
}

CreateTaskResult TaskClient::CreateTask(task::v1::CreateTaskRequest request) {
  return CreateTask(std::move(request), default_deadline_);
}

CreateTaskResult TaskClient::CreateTask(task::v1::CreateTaskRequest request, absl::Duration deadline) {
  if (request.request_id().empty()) request.set_request_id(NewRequestId());
  const absl::Time until = EndOf(deadline);
  Result<task::v1::CreateTaskResponse> known = Attempt(request, until);
  absl::Duration pause = kFirstPause;
  for (int attempt = 1; attempt < max_attempts_ && IsWorthRepeating(known); ++attempt) {
    if (absl::Now() + pause >= until) break;
    absl::SleepFor(pause);
    pause = std::min(2 * pause, kLongestPause);
    Result<task::v1::CreateTaskResponse> again = Attempt(request, until);
    // Any other error speaks of its own attempt only; the first one's calls may still have been placed.
    if (std::holds_alternative<task::v1::CreateTaskResponse>(again) ||
        VerdictOf(std::get<Error>(again)) == Verdict::kUnknown) {
      known = std::move(again);
    } else if (VerdictOf(std::get<Error>(again)) == Verdict::kRefused) {
      break;
    }
  }
  return {request.request_id(), std::move(known)};
}

Result<task::v1::CreateTaskResponse> TaskClient::Attempt(const task::v1::CreateTaskRequest& request,
                                                         absl::Time until) {
  const Deadline deadline = absl::ToChronoTime(until);
  if (std::optional<Error> error = channel_->Connect(deadline)) return *std::move(error);
  task::v1::CreateTaskResponse response;
  grpc::Status status = channel_->CreateTask(request, deadline, &response);
  if (!status.ok()) return ErrorFrom(status);
  if (response.run_id().empty() && !request.validate_only()) return NoRunId();
  return response;
}

Result<task::v1::RequestRecord> TaskClient::GetRequest(const task::v1::GetRequestRequest& request) {
  return GetRequest(request, default_deadline_);
}

Result<task::v1::RequestRecord> TaskClient::GetRequest(const task::v1::GetRequestRequest& request,
                                                       absl::Duration deadline) {
  task::v1::GetRequestResponse response;
  auto error = channel_->Ask(&Stub::GetRequest, request, deadline, &response);
  if (error.has_value()) return *std::move(error);
  return std::move(*response.mutable_request());
}

Result<task::v1::RequestRecord> TaskClient::ResolveRequest(const task::v1::ResolveRequestRequest& request) {
  return ResolveRequest(request, default_deadline_);
}

Result<task::v1::RequestRecord> TaskClient::ResolveRequest(const task::v1::ResolveRequestRequest& request,
                                                           absl::Duration deadline) {
  task::v1::ResolveRequestResponse response;
  auto error = channel_->Ask(&Stub::ResolveRequest, request, deadline, &response);
  if (error.has_value()) return *std::move(error);
  return std::move(*response.mutable_request());
}

Result<task::v1::ListRequestsResponse> TaskClient::ListRequests(
    const task::v1::ListRequestsRequest& request) {
  return ListRequests(request, default_deadline_);
}

Result<task::v1::ListRequestsResponse> TaskClient::ListRequests(const task::v1::ListRequestsRequest& request,
                                                                absl::Duration deadline) {
  task::v1::ListRequestsResponse response;
  auto error = channel_->Ask(&Stub::ListRequests, request, deadline, &response);
  if (error.has_value()) return *std::move(error);
  return response;
}

Result<Serving> TaskClient::CheckHealth(const std::string& service, absl::Duration deadline) {
  Deadline until = After(deadline);
  if (std::optional<Error> error = channel_->Connect(until)) return *std::move(error);
  int serving_status = 0;
  grpc::Status status = channel_->CheckHealth(service, until, &serving_status);
  if (!status.ok()) return ErrorFrom(status);
  if (serving_status == 1) return Serving::kServing;
  return serving_status == 2 ? Serving::kNotServing : Serving::kUnknown;
}

}  // namespace unpod::client
