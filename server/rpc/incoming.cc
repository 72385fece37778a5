#include "server/rpc/incoming.h"

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

domain::Failure Defect() {
  return domain::MakeFailure(absl::StatusCode::kInternal, domain::Reason::kInternal,
                             "a defect of the service; nothing was sent");
}

void LogException() {
  spdlog::error("a handler threw");
}

}  // namespace unpod::rpc
