// How long a throttled call is to wait. Three lines: Retry-After, X-RateLimit-Reset, and the words of the
// answer.
#include "server/unpod/retry_after.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "tests/fuzz/fuzz.h"

namespace unpod::fuzz {
namespace {

bool HasDigit(const std::string& text) {
  return std::any_of(text.begin(), text.end(), [](unsigned char c) { return absl::ascii_isdigit(c); });
}

// A longer one is no number of seconds, whatever its zeros come to.
constexpr size_t kMaxDigits = 32;

bool IsDigits(const std::string& text) {
  return !text.empty() && text.size() <= kMaxDigits &&
         std::all_of(text.begin(), text.end(), [](unsigned char c) { return absl::ascii_isdigit(c); });
}

void Check(const std::string& text) {
  const std::vector<std::string> lines = absl::StrSplit(text, absl::MaxSplits('\n', 2));
  http::Result result;
  result.http_status = 429;
  result.retry_after = lines[0];
  result.rate_limit_reset = lines.size() > 1 ? lines[1] : "";
  const std::string words = lines.size() > 2 ? lines[2] : "";
  const absl::Duration wait = unpod::RetryAfter(result, words, kNow);
  Require(wait >= absl::ZeroDuration() && wait <= absl::Hours(1), "a pause is between nothing and an hour");
  if (!HasDigit(text)) Require(wait == absl::Seconds(1), "what names no time says nothing");
  int64_t seconds = 0;
  if (IsDigits(result.retry_after) && absl::SimpleAtoi(result.retry_after, &seconds)) {
    Require(wait == std::min(absl::Seconds(seconds), absl::Hours(1)), "seconds are taken as they are");
  }
}

}  // namespace
}  // namespace unpod::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  unpod::fuzz::Check(unpod::fuzz::TextOf(data, size));
  return 0;
}
