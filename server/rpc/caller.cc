#include "server/rpc/caller.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/string_view.h"
#include "server/domain/validate.h"

namespace unpod::rpc {
namespace {

constexpr size_t kMaxTokenBytes = 512;
constexpr size_t kMinHeaderKeyBytes = 22;
constexpr size_t kMaxHeaderKeyBytes = 128;

absl::string_view View(const grpc::string_ref& text) {
  return {text.data(), text.size()};
}

// How many attempts came before (gRFC A6), and which one this is.
constexpr char kPreviousAttempts[] = "grpc-previous-rpc-attempts";
constexpr char kAttemptCount[] = "x-envoy-attempt-count";

bool IsOver(int most, const char* header, const grpc::CallbackServerContext& context) {
  const auto [begin, end] = context.client_metadata().equal_range(header);
  return std::any_of(begin, end, [most](const auto& each) {
    int number = 0;
    return absl::SimpleAtoi(View(each.second), &number) && number > most;
  });
}

}  // namespace

std::variant<base::Secret, domain::FieldViolation> CallerToken(const grpc::CallbackServerContext& context) {
  const auto& metadata = context.client_metadata();
  const auto found = metadata.find(kApiTokenKey);
  if (found == metadata.end()) return base::Secret();
  const std::string field = "metadata unpod-api-token";
  if (metadata.count(kApiTokenKey) > 1) return domain::FieldViolation{field, "is given more than once"};
  const absl::string_view token(found->second.data(), found->second.size());
  if (!domain::IsVisibleAscii(token, kMaxTokenBytes)) {
    return domain::FieldViolation{field, "must be 1 to 512 visible ASCII characters, without spaces"};
  }
  return base::Secret(std::string(token));
}

std::variant<std::string, domain::FieldViolation> HeaderRequestId(
    const grpc::CallbackServerContext& context) {
  const auto [first, last] = context.client_metadata().equal_range(kRequestIdHeader);
  if (first == last) return std::string();
  const absl::string_view value = View(first->second);
  const std::string field = "metadata x-request-id";
  if (value.empty()) return domain::FieldViolation{field, "is empty"};
  for (auto other = std::next(first); other != last; ++other) {
    if (View(other->second) != value) {
      return domain::FieldViolation{field, "is given more than once, with different values"};
    }
  }
  const bool is_key = value.size() >= kMinHeaderKeyBytes && domain::IsVisibleAscii(value, kMaxHeaderKeyBytes);
  return is_key ? std::string(value) : std::string();
}

const char* RepeatHeader(const grpc::CallbackServerContext& context) {
  if (IsRepeatOfALibrary(context)) return kPreviousAttempts;
  return IsOver(1, kAttemptCount, context) ? kAttemptCount : nullptr;
}

bool IsRepeatOfALibrary(const grpc::CallbackServerContext& context) {
  return IsOver(0, kPreviousAttempts, context);
}

}  // namespace unpod::rpc
