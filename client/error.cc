#include "client/error.h"

#include <string>

#include "absl/strings/numbers.h"
#include "absl/strings/strip.h"
#include "unpod/status/v1/status_details.pb.h"

namespace unpod::client {
namespace {

namespace pb = ::unpod::status::v1;

constexpr absl::string_view kDomain = "unpod.ai";
constexpr absl::string_view kSafe = "safe";

// Any::UnpackTo compares with this project's own type names; on the wire they are google.rpc's.
template <class Message>
bool Unpack(const google::protobuf::Any& any, absl::string_view name, Message* message) {
  absl::string_view type = any.type_url();
  if (size_t slash = type.rfind('/'); slash != absl::string_view::npos) type.remove_prefix(slash + 1);
  return absl::ConsumePrefix(&type, "google.rpc.") && type == name && message->ParseFromString(any.value());
}

Execution ExecutionFrom(absl::string_view word) {
  if (word == "not_started") return Execution::kNotStarted;
  if (word == "unknown") return Execution::kUnknown;
  return Execution::kAbsent;
}

void Take(const pb::ErrorInfo& info, Error* error) {
  if (info.domain() != kDomain) return;
  error->reason = info.reason();
  if (auto it = info.metadata().find("execution"); it != info.metadata().end()) {
    error->execution = ExecutionFrom(it->second);
  }
  if (auto it = info.metadata().find("http_status"); it != info.metadata().end()) {
    if (!absl::SimpleAtoi(it->second, &error->http_status)) error->http_status = 0;
  }
  if (auto it = info.metadata().find("repeat"); it != info.metadata().end()) {
    error->repeat_is_safe = it->second == kSafe;
  }
}

void Take(const pb::BadRequest& bad_request, Error* error) {
  for (const auto& violation : bad_request.field_violations()) {
    error->violations.push_back({violation.field(), violation.description(), violation.reason()});
  }
}

void Take(const pb::RetryInfo& retry, Error* error) {
  if (!retry.has_retry_delay()) return;
  error->retry_delay =
      absl::Seconds(retry.retry_delay().seconds()) + absl::Nanoseconds(retry.retry_delay().nanos());
}

void Take(const pb::ResourceInfo& resource, Error* error) {
  error->resource_type = resource.resource_type();
  error->resource_description = resource.description();
}

template <class Message>
bool TakeIf(const google::protobuf::Any& any, absl::string_view name, Error* error) {
  Message message;
  if (!Unpack(any, name, &message)) return false;
  Take(message, error);
  return true;
}

void TakeDetails(absl::string_view details, Error* error) {
  pb::Status status;
  if (!status.ParseFromString(std::string(details))) return;
  for (const auto& any : status.details()) {
    TakeIf<pb::ErrorInfo>(any, "ErrorInfo", error) || TakeIf<pb::BadRequest>(any, "BadRequest", error) ||
        TakeIf<pb::RetryInfo>(any, "RetryInfo", error) ||
        TakeIf<pb::ResourceInfo>(any, "ResourceInfo", error);
  }
}

void Take(const Trailers& trailers, Error* error) {
  error->execution = ExecutionFrom(trailers.execution);
  error->reason = trailers.reason;
  error->repeat_is_safe = trailers.repeat == kSafe;
}

Verdict VerdictOfNotStarted(const Error& error) {
  if (error.retry_delay.has_value()) return Verdict::kRetryable;
  switch (error.code) {
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kAborted:
    case absl::StatusCode::kCancelled:
    case absl::StatusCode::kDeadlineExceeded:
      return Verdict::kRetryable;
    case absl::StatusCode::kResourceExhausted:
      // The other reasons of this code are about a size, which waiting does not change.
      return error.reason == "RATE_LIMITED" || error.reason == "OVERLOADED" ? Verdict::kRetryable
                                                                            : Verdict::kRefused;
    default:
      return Verdict::kRefused;
  }
}

Verdict VerdictOfSilence(absl::StatusCode code) {
  switch (code) {
    // Who answers so has not passed the request on: a mesh's access check, a server of another kind, gRPC's
    // own limit on the size of a request. (The limit on the size of an answer has this code too, but
    // TaskClient sets it far above any answer.)
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kUnauthenticated:
    case absl::StatusCode::kPermissionDenied:
    case absl::StatusCode::kUnimplemented:
    case absl::StatusCode::kResourceExhausted:
      return Verdict::kRefused;
    // Above all UNAVAILABLE: gRPC also says so when a connection breaks after the request was sent.
    default:
      return Verdict::kUnknown;
  }
}

}  // namespace

Error DecodeError(absl::StatusCode code, absl::string_view message, absl::string_view details,
                  const Trailers& trailers) {
  Error error;
  error.code = code;
  error.message = std::string(message);
  TakeDetails(details, &error);
  if (!trailers.execution.empty()) Take(trailers, &error);
  return error;
}

Verdict VerdictOf(const Error& error) {
  if (!error.sent) return Verdict::kUnreachable;
  switch (error.execution) {
    case Execution::kNotStarted:
      return VerdictOfNotStarted(error);
    case Execution::kUnknown:
      return Verdict::kUnknown;
    case Execution::kAbsent:
      break;
  }
  return VerdictOfSilence(error.code);
}

bool IsSafeToRepeat(const Error& error) {
  if (VerdictOf(error) != Verdict::kUnknown || error.repeat_is_safe) return true;
  // gRPC's own words for an answer that did not arrive.
  return error.execution == Execution::kAbsent &&
         (error.code == absl::StatusCode::kUnavailable || error.code == absl::StatusCode::kDeadlineExceeded);
}

}  // namespace unpod::client
