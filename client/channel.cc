#include "client/channel.h"

#include <algorithm>
#include <fstream>
#include <iterator>

#include "absl/strings/str_cat.h"
#include "client/address.h"
#include "client/health_call.h"

namespace unpod::client {
namespace {

constexpr char kTokenKey[] = "unpod-api-token";
constexpr size_t kMaxTokenBytes = 1024;
constexpr absl::Duration kMaxDeadline = absl::Hours(24);
// Far above any answer (see VerdictOf), and still a bound.
constexpr int kMaxAnswerBytes = 64 << 20;

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

// Empty where there is none, and where several contradict each other.
std::string Trailer(const grpc::ClientContext& context, const char* name) {
  const auto& trailers = context.GetServerTrailingMetadata();
  if (trailers.count(name) != 1) return "";
  const grpc::string_ref value = trailers.find(name)->second;
  return {value.data(), value.size()};
}

Error NotConnected(absl::StatusCode code, std::string message) {
  Error error;
  error.code = code;
  error.message = std::move(message);
  error.execution = Execution::kNotStarted;
  error.sent = false;
  return error;
}

}  // namespace

absl::Time EndOf(absl::Duration wait) {
  return absl::Now() + std::min(wait, kMaxDeadline);
}

Deadline After(absl::Duration wait) {
  return absl::ToChronoTime(EndOf(wait));
}

Error ErrorFrom(const grpc::ClientContext& context, const grpc::Status& status) {
  const Trailers trailers = {Trailer(context, "unpod-execution"), Trailer(context, "unpod-reason"),
                             Trailer(context, "unpod-repeat")};
  return DecodeError(static_cast<absl::StatusCode>(status.error_code()), status.error_message(),
                     status.error_details(), trailers);
}

Error ErrorFrom(const grpc::Status& status) {
  return DecodeError(static_cast<absl::StatusCode>(status.error_code()), status.error_message(),
                     status.error_details());
}

absl::StatusOr<std::shared_ptr<TaskClient::Channel>> TaskClient::Channel::Make(const Options& options) {
  if (absl::Status status = CheckOptions(options); !status.ok()) return status;
  auto credentials = MakeCredentials(options);
  if (!credentials.ok()) return credentials.status();
  return std::shared_ptr<Channel>(new Channel(options, *credentials));
}

TaskClient::Channel::Channel(const Options& options,
                             const std::shared_ptr<grpc::ChannelCredentials>& credentials)
    : channel_(grpc::CreateCustomChannel(options.address, credentials, MakeArguments())),
      stub_(unpod_task::v1::TaskService::NewStub(channel_)),
      ledger_stub_(unpod_task::v1::LedgerService::NewStub(channel_)),
      api_token_(options.api_token),
      address_(options.address) {}

std::optional<Error> TaskClient::Channel::Connect(Deadline deadline) {
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

void TaskClient::Channel::AddToken(grpc::ClientContext& context) const {
  if (!api_token_.empty()) context.AddMetadata(kTokenKey, api_token_);
}

grpc::Status TaskClient::Channel::CheckHealth(const std::string& service, Deadline deadline,
                                              int* serving_status) {
  return HealthCall(channel_, service, deadline, serving_status);
}

// The channel's state has no text; a call has. A question about health harms nobody if it does get through.
std::string TaskClient::Channel::WhyNotConnected(Deadline deadline) {
  int ignored = 0;
  grpc::Status status = CheckHealth("", std::min(deadline, After(absl::Seconds(1))), &ignored);
  std::string message = absl::StrCat("cannot connect to ", address_);
  if (status.error_code() != grpc::StatusCode::UNAVAILABLE) return message;
  return absl::StrCat(message, ": ", status.error_message());
}

}  // namespace unpod::client
