#include "server/rpc/incoming.h"

#include <grpc/support/time.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <vector>

#include "absl/strings/str_cat.h"
#include "server/base/log.h"
#include "server/rpc/invalid_text.h"
#include "server/rpc/message_io.h"
#include "server/rpc/message_weight.h"

namespace unpod::rpc {
namespace {

// What is shorter is not weighed: the worst of it takes 20 MiB in memory.
constexpr size_t kLightBytes = 64 * 1024;

// HTTP/2 counts so much for each header besides its name and value (RFC 9113, 6.5.2).
constexpr size_t kHeaderOverhead = 32;

domain::Failure TooManyParts(size_t max_weight) {
  return domain::MakeFailure(
      absl::StatusCode::kResourceExhausted, domain::Reason::kRequestTooLarge,
      absl::StrCat("the message has so many parts that it would take more than ", max_weight >> 20,
                   " MiB of memory; send fewer documents in one message. Nothing was sent"));
}

domain::Failure NotAMessage(const grpc::ByteBuffer& bytes, const google::protobuf::Descriptor& type) {
  std::vector<domain::FieldViolation> invalid_text = FindInvalidText(bytes, type);
  if (invalid_text.empty()) {
    // As gRPC's own status page has it for a request that cannot be parsed.
    return domain::MakeFailure(absl::StatusCode::kInternal, domain::Reason::kInvalidRequest,
                               absl::StrCat("the request is no valid ", type.full_name()));
  }
  domain::Failure failure =
      domain::MakeFailure(absl::StatusCode::kInvalidArgument, domain::Reason::kInvalidRequest,
                          absl::StrCat("invalid request: ", invalid_text.front().field, " is not UTF-8"));
  failure.violations = std::move(invalid_text);
  return failure;
}

}  // namespace

std::optional<domain::Failure> CheckMetadata(const grpc::CallbackServerContext& context,
                                             const RpcOptions& options) {
  size_t bytes = 0;
  for (const auto& [key, value] : context.client_metadata())
    bytes += key.size() + value.size() + kHeaderOverhead;
  if (bytes <= options.max_metadata_bytes) return std::nullopt;
  return domain::MakeFailure(
      absl::StatusCode::kResourceExhausted, domain::Reason::kRequestTooLarge,
      absl::StrCat("the call's metadata is ", bytes, " bytes, over the cap of ", options.max_metadata_bytes,
                   " (--max_metadata_bytes); nothing was sent"));
}

std::optional<domain::Failure> TakeMessage(const RpcOptions& options, const grpc::ByteBuffer& bytes,
                                           google::protobuf::Message& message) {
  if (bytes.Length() > kLightBytes &&
      MessageWeight(bytes, *message.GetDescriptor(), options.max_message_weight) >
          options.max_message_weight) {
    return TooManyParts(options.max_message_weight);
  }
  if (Parse(bytes, message)) return std::nullopt;
  return NotAMessage(bytes, *message.GetDescriptor());
}

std::optional<domain::Failure> TakeRequest(const grpc::CallbackServerContext& context,
                                           const RpcOptions& options, const grpc::ByteBuffer& bytes,
                                           google::protobuf::Message& message) {
  if (auto failure = CheckMetadata(context, options)) return failure;
  return TakeMessage(options, bytes, message);
}

base::MonotonicTime DeadlineOf(const grpc::CallbackServerContext& context, base::Duration cap) {
  const gpr_timespec deadline = gpr_convert_clock_type(context.raw_deadline(), GPR_CLOCK_REALTIME);
  const gpr_timespec left = gpr_time_sub(deadline, gpr_now(GPR_CLOCK_REALTIME));
  const auto now = base::MonotonicNow();
  const auto cap_seconds = std::chrono::duration_cast<std::chrono::seconds>(cap).count();
  if (left.tv_sec > cap_seconds) return base::After(now, cap);  // Also what overflows in nanoseconds.
  if (left.tv_sec < 0) return now;
  return now +
         std::min<base::Duration>(cap, std::chrono::seconds(left.tv_sec) + base::Duration(left.tv_nsec));
}

domain::Failure Defect() {
  return domain::MakeFailure(absl::StatusCode::kInternal, domain::Reason::kInternal,
                             "a defect of the service; nothing was sent");
}

void LogException() {
  spdlog::error("a handler threw");
}

}  // namespace unpod::rpc
