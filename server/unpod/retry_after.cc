#include "server/unpod/retry_after.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>

#include "absl/strings/numbers.h"

namespace unpod::unpod {
namespace {

constexpr absl::Duration kLongest = absl::Hours(1);
constexpr absl::Duration kDefault = absl::Seconds(1);

std::optional<absl::Duration> Seconds(absl::string_view text) {
  int64_t seconds = 0;
  if (!absl::SimpleAtoi(text, &seconds) || seconds < 0) return std::nullopt;
  return absl::Seconds(seconds);
}

// The three forms of RFC 9110; a sender uses the first.
std::optional<absl::Duration> UntilDate(const std::string& text, absl::Time now) {
  for (const char* form :
       {"%a, %d %b %Y %H:%M:%S GMT", "%A, %d-%b-%y %H:%M:%S GMT", "%a %b %e %H:%M:%S %Y"}) {
    absl::Time when;
    std::string ignored;
    if (!absl::ParseTime(form, text, &when, &ignored)) continue;
    // The parser takes the words "infinite-past" and "infinite-future", too.
    if (when == absl::InfinitePast() || when == absl::InfiniteFuture()) return std::nullopt;
    return when - now;
  }
  return std::nullopt;
}

// A time that has passed says nothing.
std::optional<absl::Duration> UntilReset(absl::string_view text, absl::Time now) {
  int64_t unix_seconds = 0;
  if (!absl::SimpleAtoi(text, &unix_seconds)) return std::nullopt;
  const absl::Duration wait = absl::FromUnixSeconds(unix_seconds) - now;
  if (wait <= absl::ZeroDuration()) return std::nullopt;
  return wait;
}

// "Request was throttled. Expected available in 60 seconds."
std::optional<absl::Duration> InWords(absl::string_view words) {
  const size_t second = words.find(" second");
  if (second == absl::string_view::npos) return std::nullopt;
  words = words.substr(0, second);
  const size_t in = words.rfind(" in ");
  if (in == absl::string_view::npos) return std::nullopt;
  return Seconds(words.substr(in + 4));
}

}  // namespace

absl::Duration RetryAfter(const http::Result& result, absl::string_view words, absl::Time now) {
  auto wait = Seconds(result.retry_after);
  if (!wait.has_value()) wait = UntilDate(result.retry_after, now);
  if (!wait.has_value()) wait = UntilReset(result.rate_limit_reset, now);
  if (!wait.has_value()) wait = InWords(words);
  return std::clamp(wait.value_or(kDefault), absl::ZeroDuration(), kLongest);
}

}  // namespace unpod::unpod
