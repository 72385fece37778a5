#include "server/rpc/caller.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/string_view.h"
#include "server/domain/names.h"
#include "server/domain/text.h"
#include "server/rpc/incoming.h"

namespace unpod::rpc {
namespace {

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

base::Secret CallerToken(const grpc::CallbackServerContext& context, Violations& violations) {
  const auto [first, last] = context.client_metadata().equal_range(kApiTokenKey);
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

std::string HeaderRequestId(const grpc::CallbackServerContext& context, Violations& violations) {
  const auto [first, last] = context.client_metadata().equal_range(kRequestIdHeader);
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

flow::TaskReader::Caller ReadCallerOf(const grpc::CallbackServerContext& context,
                                      const std::string& org_handle, Violations& violations) {
  flow::TaskReader::Caller caller;
  Add(domain::CheckHandle("org_handle", org_handle, domain::Presence::kOptional), violations);
  caller.org_handle = org_handle;
  caller.token = CallerToken(context, violations);
  caller.deadline = DeadlineOf(context, kReadBudget);
  return caller;
}

const char* RepeatHeader(const grpc::CallbackServerContext& context) {
  if (IsRepeatOfALibrary(context)) return kPreviousAttempts;
  return IsOver(1, kAttemptCount, context) ? kAttemptCount : nullptr;
}

bool IsRepeatOfALibrary(const grpc::CallbackServerContext& context) {
  return IsOver(0, kPreviousAttempts, context);
}

}  // namespace unpod::rpc
