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
// For everything but the message and the violations: ErrorInfo, RetryInfo, ResourceInfo, Failure, framing.
constexpr size_t kReservedBytes = 1536;
// Of a field's path.
constexpr size_t kMaxFieldBytes = 256;
constexpr size_t kViolationBytes = kMaxStatusBytes - 2 * kMaxMessageBytes - kReservedBytes;

// At most `max` bytes, not cut inside a UTF-8 sequence.
std::string Bounded(const std::string& text, size_t max) {
  if (text.size() <= max) return text;
  size_t end = max;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end);
}

void Add(const google::protobuf::Message& detail, absl::string_view type, details::Status& status) {
  auto* any = status.add_details();
  any->set_type_url(absl::StrCat("type.googleapis.com/", type));
  any->set_value(detail.SerializeAsString());
}

void AddErrorInfo(const domain::Failure& failure, Execution execution, details::Status& status) {
  details::ErrorInfo info;
  const absl::string_view reason = domain::ReasonName(failure.reason);
  info.set_reason(std::string(reason));
  info.set_domain("unpod.ai");
  (*info.mutable_metadata())["execution"] = std::string(ExecutionName(execution));
  if (failure.http_status != 0) (*info.mutable_metadata())["http_status"] = absl::StrCat(failure.http_status);
  (*info.mutable_metadata())["repeat"] = IsRepeatSafe(failure, execution) ? "safe" : "unsafe";
  Add(info, "google.rpc.ErrorInfo", status);
}

void AddViolations(const domain::Failure& failure, details::Status& status) {
  if (failure.violations.empty()) return;
  details::BadRequest bad_request;
  size_t bytes = 0;
  size_t taken = 0;
  for (const domain::FieldViolation& violation : failure.violations) {
    const std::string field = Bounded(violation.field, kMaxFieldBytes);
    const std::string description = Bounded(violation.description, 256);
    bytes += field.size() + description.size() + 32;  // 32: the reason, tags and lengths.
    if (bytes > kViolationBytes - 64) break;          // 64: the last one, below.
    auto* added = bad_request.add_field_violations();
    added->set_field(field);
    added->set_description(description);
    added->set_reason(std::string(domain::ViolationReasonName(violation.reason)));
    ++taken;
  }
  if (const size_t left = failure.violations.size() - taken; left > 0) {
    bad_request.add_field_violations()->set_description(absl::StrCat("and ", left, " more"));
  }
  Add(bad_request, "google.rpc.BadRequest", status);
}

void FillDelay(absl::Duration from, google::protobuf::Duration& to) {
  const int64_t nanos = absl::ToInt64Nanoseconds(from);
  to.set_seconds(nanos / 1'000'000'000);
  to.set_nanos(static_cast<int32_t>(nanos % 1'000'000'000));
}

void AddRetryInfo(const domain::Failure& failure, details::Status& status) {
  if (!failure.retry_after.has_value()) return;
  details::RetryInfo retry;
  FillDelay(*failure.retry_after, *retry.mutable_retry_delay());
  Add(retry, "google.rpc.RetryInfo", status);
}

void AddResourceInfo(const domain::Failure& failure, details::Status& status) {
  if (!failure.resource.has_value()) return;
  details::ResourceInfo resource;
  resource.set_resource_type(Bounded(failure.resource->type, 64));
  resource.set_description(Bounded(failure.resource->description, 256));
  Add(resource, "google.rpc.ResourceInfo", status);
}

void AddFailure(const domain::Failure& failure, Execution execution, details::Status& status) {
  unpod_task::v1::Failure detail;
  FillFailure(failure, execution, detail);
  Add(detail, unpod_task::v1::Failure::descriptor()->full_name(), status);
}

}  // namespace

absl::string_view ExecutionName(Execution execution) {
  return execution == Execution::kNotStarted ? "not_started" : "unknown";
}

bool IsRepeatSafe(const domain::Failure& failure, Execution execution) {
  return execution == Execution::kNotStarted || failure.repeat_is_safe;
}

void FillFailure(const domain::Failure& from, Execution execution, unpod_task::v1::Failure& to) {
  to.set_code(static_cast<int>(from.code));
  to.set_reason(std::string(domain::ReasonName(from.reason)));
  to.set_execution(execution == Execution::kNotStarted ? unpod_task::v1::EXECUTION_NOT_STARTED
                                                       : unpod_task::v1::EXECUTION_UNKNOWN);
  to.set_repeat_is_safe(IsRepeatSafe(from, execution));
  if (!from.violations.empty()) to.set_field(Bounded(from.violations.front().field, kMaxFieldBytes));
  if (from.retry_after.has_value()) FillDelay(*from.retry_after, *to.mutable_retry_delay());
  to.set_http_status(from.http_status);
}

grpc::Status ToStatus(const domain::Failure& failure, Execution execution) {
  details::Status status;
  status.set_code(static_cast<int>(failure.code));
  status.set_message(Bounded(failure.message, kMaxMessageBytes));
  AddErrorInfo(failure, execution, status);
  AddViolations(failure, status);
  AddRetryInfo(failure, status);
  AddResourceInfo(failure, status);
  AddFailure(failure, execution, status);
  return {static_cast<grpc::StatusCode>(failure.code), status.message(), status.SerializeAsString()};
}

}  // namespace unpod::rpc
