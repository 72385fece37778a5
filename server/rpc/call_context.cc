#include "server/rpc/call_context.h"

#include <grpc/support/time.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <iterator>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "server/domain/names.h"
#include "server/domain/reason.h"
#include "server/domain/text.h"
#include "server/rpc/incoming.h"

namespace unpod::rpc {
namespace {

constexpr size_t kMinHeaderKeyBytes = 22;
constexpr size_t kMaxHeaderKeyBytes = 128;

// HTTP/2 counts so much for each header besides its name and value (RFC 9113, 6.5.2).
constexpr size_t kHeaderOverhead = 32;

// How many attempts came before (gRFC A6), and which one this is.
constexpr char kPreviousAttempts[] = "grpc-previous-rpc-attempts";
constexpr char kAttemptCount[] = "x-envoy-attempt-count";

absl::string_view View(const grpc::string_ref& text) {
  return {text.data(), text.size()};
}

bool IsOver(int most, const char* header, const grpc::CallbackServerContext& context) {
  const auto [begin, end] = context.client_metadata().equal_range(header);
  return std::any_of(begin, end, [most](const auto& each) {
    int number = 0;
    return absl::SimpleAtoi(View(each.second), &number) && number > most;
  });
}

}  // namespace

std::optional<domain::Failure> CallContext::CheckMetadata() const {
  size_t bytes = 0;
  for (const auto& [key, value] : context_.client_metadata())
    bytes += key.size() + value.size() + kHeaderOverhead;
  if (bytes <= options_.max_metadata_bytes) return std::nullopt;
  return domain::MakeFailure(
      absl::StatusCode::kResourceExhausted, domain::Reason::kRequestTooLarge,
      absl::StrCat("the call's metadata is ", bytes, " bytes, over the cap of ", options_.max_metadata_bytes,
                   " (--max_metadata_bytes); nothing was sent"));
}

std::optional<domain::Failure> CallContext::Take(const grpc::ByteBuffer& bytes,
                                                 google::protobuf::Message& message) const {
  if (auto failure = CheckMetadata()) return failure;
  return TakeMessage(options_, bytes, message);
}

flow::Caller CallContext::ReadCaller(const flow::Options& options, const std::string& org_handle,
                                     base::Duration cap, Violations& violations) const {
  return flow::MakeCaller(options, org_handle, ReadToken(violations),
                          ToMonotonic(context_.raw_deadline(), cap));
}

base::Secret CallContext::ReadToken(Violations& violations) const {
  const auto [first, last] = context_.client_metadata().equal_range(kApiTokenKey);
  if (first == last) return {};
  const std::string field = "metadata unpod-api-token";
  const absl::string_view token = View(first->second);
  auto wrong = std::next(first) == last
                   ? domain::CheckToken(field, token)
                   : std::optional(domain::FieldViolation{field, "is given more than once"});
  if (!wrong.has_value()) return base::Secret(std::string(token));
  violations.push_back(*std::move(wrong));
  return {};
}

std::string CallContext::HeaderRequestId(Violations& violations) const {
  const auto [first, last] = context_.client_metadata().equal_range(kRequestIdHeader);
  if (first == last) return {};
  const absl::string_view value = View(first->second);
  const std::string field = "metadata x-request-id";
  if (value.empty()) violations.push_back({field, "is empty"});
  for (auto other = std::next(first); other != last; ++other) {
    if (View(other->second) == value) continue;
    violations.push_back({field, "is given more than once, with different values"});
    return {};
  }
  const bool is_key = value.size() >= kMinHeaderKeyBytes && domain::IsVisibleAscii(value, kMaxHeaderKeyBytes);
  return is_key ? std::string(value) : std::string();
}

const char* CallContext::RepeatHeader() const {
  if (IsRepeatOfALibrary()) return kPreviousAttempts;
  return IsOver(1, kAttemptCount, context_) ? kAttemptCount : nullptr;
}

bool CallContext::IsRepeatOfALibrary() const {
  return IsOver(0, kPreviousAttempts, context_);
}

grpc::Status CallContext::Fail(const domain::Failure& failure, Execution execution) {
  if (!header_request_id_.empty()) context_.AddTrailingMetadata(kRequestIdKey, header_request_id_);
  context_.AddTrailingMetadata(kExecutionKey, std::string(ExecutionName(execution)));
  context_.AddTrailingMetadata(kReasonKey, std::string(domain::ReasonName(failure.reason)));
  const bool is_safe = IsRepeatSafe(failure, execution);
  context_.AddTrailingMetadata(kRepeatKey, is_safe ? "safe" : "unsafe");
  // No gRPC library retries after this (gRFC A6).
  if (!is_safe) context_.AddTrailingMetadata("grpc-retry-pushback-ms", "-1");
  return ToStatus(failure, execution);
}

grpc::Status CallContext::Succeed() {
  if (!header_request_id_.empty()) context_.AddInitialMetadata(kRequestIdKey, header_request_id_);
  return grpc::Status::OK;
}

base::MonotonicTime ToMonotonic(gpr_timespec deadline, base::Duration cap) {
  const gpr_timespec wall = gpr_convert_clock_type(deadline, GPR_CLOCK_REALTIME);
  const gpr_timespec left = gpr_time_sub(wall, gpr_now(GPR_CLOCK_REALTIME));
  const auto now = base::MonotonicNow();
  const auto cap_seconds = std::chrono::duration_cast<std::chrono::seconds>(cap).count();
  if (left.tv_sec > cap_seconds) return base::After(now, cap);  // Also what overflows in nanoseconds.
  if (left.tv_sec < 0) return now;
  return now +
         std::min<base::Duration>(cap, std::chrono::seconds(left.tv_sec) + base::Duration(left.tv_nsec));
}

}  // namespace unpod::rpc
