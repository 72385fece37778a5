#include "server/unpod/retry_after.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>

#include "absl/strings/numbers.h"
#include "absl/strings/strip.h"

namespace unpod::unpod {
namespace {

constexpr absl::Duration kLongest = absl::Hours(1);
constexpr absl::Duration kDefault = absl::Seconds(1);

std::optional<absl::Duration> FromRetryAfter(const std::string& value, absl::Time now) {
  int64_t seconds = 0;
  if (absl::SimpleAtoi(value, &seconds)) return absl::Seconds(seconds);
  absl::Time when;
  std::string ignored;
  if (absl::ParseTime("%a, %d %b %Y %H:%M:%S GMT", value, &when, &ignored)) return when - now;
  return std::nullopt;
}

std::optional<absl::Duration> FromReset(const std::string& value, absl::Time now) {
  int64_t unix_seconds = 0;
  if (!absl::SimpleAtoi(value, &unix_seconds)) return std::nullopt;
  return absl::FromUnixSeconds(unix_seconds) - now;
}

// "Request was throttled. Expected available in 60 seconds."
std::optional<absl::Duration> FromMessage(absl::string_view message) {
  const size_t at = message.rfind(" in ");
  if (at == absl::string_view::npos) return std::nullopt;
  message.remove_prefix(at + 4);
  const size_t end = message.find(" second");
  int64_t seconds = 0;
  if (end == absl::string_view::npos || !absl::SimpleAtoi(message.substr(0, end), &seconds)) return std::nullopt;
  return absl::Seconds(seconds);
}

}  // namespace

absl::Duration RetryAfter(const http::Result& result, absl::string_view message, absl::Time now) {
  auto wait = FromRetryAfter(result.retry_after, now);
  if (!wait.has_value()) wait = FromReset(result.rate_limit_reset, now);
  if (!wait.has_value()) wait = FromMessage(message);
  return std::clamp(wait.value_or(kDefault), absl::ZeroDuration(), kLongest);
}

}  // namespace unpod::unpod
