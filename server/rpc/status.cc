#include "server/rpc/status.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "server/domain/reason.h"
#include "unpod/status/v1/status_details.pb.h"

namespace unpod::rpc {
namespace {

namespace details = ::unpod::status::v1;

// Of the message; it is sent twice, in grpc-message and in the details.
constexpr size_t kMaxMessageBytes = 512;
// For everything but the message and the violations: ErrorInfo, RetryInfo, ResourceInfo, framing.
constexpr size_t kReservedBytes = 1024;
constexpr size_t kViolationBytes = kMaxStatusBytes - 2 * kMaxMessageBytes - kReservedBytes;

absl::string_view Name(Execution execution) {
  switch (execution) {
    case Execution::kNotStarted:
      return "not_started";
    case Execution::kUnknown:
      return "unknown";
    case Execution::kCompleted:
      break;
  }
  return "completed";
}

// At most `max` bytes, not cut inside a UTF-8 sequence.
std::string Bounded(const std::string& text, size_t max) {
  if (text.size() <= max) return text;
  size_t end = max;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end);
}

void Add(const google::protobuf::Message& detail, absl::string_view name, details::Status& status) {
  auto* any = status.add_details();
  any->set_type_url(absl::StrCat("type.googleapis.com/google.rpc.", name));
  any->set_value(detail.SerializeAsString());
}

void AddErrorInfo(const domain::Failure& failure, Execution execution, details::Status& status) {
  details::ErrorInfo info;
  const absl::string_view reason = domain::ReasonName(failure.reason);
  info.set_reason(std::string(reason));
  info.set_domain("unpod.ai");
  (*info.mutable_metadata())["execution"] = std::string(Name(execution));
  if (failure.http_status != 0) (*info.mutable_metadata())["http_status"] = absl::StrCat(failure.http_status);
  if (failure.repeat_is_safe) (*info.mutable_metadata())["same_request_id"] = "safe";
  Add(info, "ErrorInfo", status);
}

void AddViolations(const domain::Failure& failure, details::Status& status) {
  if (failure.violations.empty()) return;
  details::BadRequest bad_request;
  size_t bytes = 0;
  size_t taken = 0;
  for (const domain::FieldViolation& violation : failure.violations) {
    const std::string field = Bounded(violation.field, 256);
    const std::string description = Bounded(violation.description, 256);
    bytes += field.size() + description.size() + 12;  // 12: tags and lengths.
    if (bytes > kViolationBytes - 64) break;          // 64: the last one, below.
    auto* added = bad_request.add_field_violations();
    added->set_field(field);
    added->set_description(description);
    ++taken;
  }
  if (const size_t left = failure.violations.size() - taken; left > 0) {
    bad_request.add_field_violations()->set_description(absl::StrCat("and ", left, " more"));
  }
  Add(bad_request, "BadRequest", status);
}

void AddRetryInfo(const domain::Failure& failure, details::Status& status) {
  if (!failure.retry_after.has_value()) return;
  details::RetryInfo retry;
  const int64_t nanos = absl::ToInt64Nanoseconds(*failure.retry_after);
  retry.mutable_retry_delay()->set_seconds(nanos / 1'000'000'000);
  retry.mutable_retry_delay()->set_nanos(static_cast<int32_t>(nanos % 1'000'000'000));
  Add(retry, "RetryInfo", status);
}

void AddResourceInfo(const domain::Failure& failure, details::Status& status) {
  if (!failure.resource.has_value()) return;
  details::ResourceInfo resource;
  resource.set_resource_type(Bounded(failure.resource->type, 64));
  resource.set_description(Bounded(failure.resource->description, 256));
  Add(resource, "ResourceInfo", status);
}

}  // namespace

grpc::Status ToStatus(const domain::Failure& failure, Execution execution) {
  details::Status status;
  status.set_code(static_cast<int>(failure.code));
  status.set_message(Bounded(failure.message, kMaxMessageBytes));
  AddErrorInfo(failure, execution, status);
  AddViolations(failure, status);
  AddRetryInfo(failure, status);
  AddResourceInfo(failure, status);
  return {static_cast<grpc::StatusCode>(failure.code), status.message(), status.SerializeAsString()};
}

}  // namespace unpod::rpc
