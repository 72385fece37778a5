#include "server/unpod/retry_after.h"

#include <algorithm>
#include <optional>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"

namespace unpod::unpod {
namespace {

constexpr absl::Duration kLongest = absl::Hours(1);
constexpr absl::Duration kDefault = absl::Seconds(1);

// What is below is a number of seconds from now: as Unix seconds it would be in the year 2001. What is above
// the other is in milliseconds.
constexpr double kFirstUnixTime = 1e9;
constexpr double kFirstUnixMilliseconds = 1e12;

// Digits, perhaps with a fraction; no sign and no exponent.
std::optional<double> Decimal(absl::string_view text) {
  text = absl::StripAsciiWhitespace(text);
  double number = 0;
  const bool is_decimal = !text.empty() && text.size() <= 32 &&
                          text.find_first_not_of("0123456789.") == absl::string_view::npos &&
                          absl::SimpleAtod(text, &number);
  if (!is_decimal) return std::nullopt;
  return number;
}

std::optional<absl::Duration> DecimalSeconds(absl::string_view text) {
  const auto seconds = Decimal(text);
  if (!seconds.has_value()) return std::nullopt;
  return absl::Seconds(std::min(*seconds, absl::ToDoubleSeconds(kLongest)));
}

// The three forms of RFC 9110, of which a sender uses the first, and that of RFC 3339.
std::optional<absl::Duration> UntilDate(const std::string& text, absl::Time now) {
  for (const char* form : {"%a, %d %b %Y %H:%M:%S GMT", "%A, %d-%b-%y %H:%M:%S GMT", "%a %b %e %H:%M:%S %Y",
                           "%Y-%m-%d%ET%H:%M:%E*S%Ez"}) {
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
std::optional<absl::Duration> UntilReset(const std::string& text, absl::Time now) {
  std::optional<absl::Duration> wait;
  const auto number = Decimal(text);
  if (!number.has_value()) {
    wait = UntilDate(text, now);
  } else if (*number < kFirstUnixTime) {
    wait = DecimalSeconds(text);
  } else {
    const bool is_seconds = *number < kFirstUnixMilliseconds;
    wait = absl::UnixEpoch() + (is_seconds ? absl::Seconds(*number) : absl::Milliseconds(*number)) - now;
  }
  if (wait.has_value() && *wait <= absl::ZeroDuration()) return std::nullopt;
  return wait;
}

// "Request was throttled. Expected available in 60 seconds."
std::optional<absl::Duration> InWords(absl::string_view words) {
  const size_t second = words.find(" second");
  if (second == absl::string_view::npos) return std::nullopt;
  words = words.substr(0, second);
  const size_t in = words.rfind(" in ");
  if (in == absl::string_view::npos) return std::nullopt;
  return DecimalSeconds(words.substr(in + 4));
}

}  // namespace

absl::Duration RetryAfter(const http::Result& result, absl::string_view words, absl::Time now) {
  auto wait = DecimalSeconds(result.retry_after);
  if (!wait.has_value()) wait = UntilDate(result.retry_after, now);
  if (!wait.has_value()) wait = UntilReset(result.rate_limit_reset, now);
  if (!wait.has_value()) wait = InWords(words);
  return std::clamp(wait.value_or(kDefault), absl::ZeroDuration(), kLongest);
}

}  // namespace unpod::unpod
