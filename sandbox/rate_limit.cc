#include "sandbox/rate_limit.h"

#include <algorithm>

#include "absl/strings/str_cat.h"

namespace unpod::sandbox {

RateLimit::Place RateLimit::Count(absl::string_view token, absl::Time now) {
  if (per_minute_ == 0) return {};
  const absl::Time minute = absl::FromUnixSeconds(absl::ToUnixSeconds(now) / 60 * 60);
  if (minute != minute_) counts_.clear();
  minute_ = minute;
  int64_t& count = counts_[std::string(token)];
  Place place{.allowed = count < per_minute_, .limit = per_minute_, .reset = minute + absl::Minutes(1)};
  if (place.allowed) ++count;
  place.remaining = per_minute_ - count;
  return place;
}

Answer TooManyRequests(const RateLimit::Place& place, absl::Time now) {
  const int64_t seconds =
      std::max<int64_t>(1, absl::ToInt64Seconds(absl::Ceil(place.reset - now, absl::Seconds(1))));
  Json error = {{"code", "rate_limit_exceeded"},
                {"message", absl::StrCat("Rate limit exceeded. Please try again in ", seconds, " seconds.")}};
  Json body;
  body["error"] = std::move(error);
  Answer answer = JsonAnswer(429, body);
  answer.headers.emplace_back("Retry-After", absl::StrCat(seconds));
  return answer;
}

void AddRateHeaders(const RateLimit::Place& place, Answer& answer) {
  if (place.limit == 0) return;
  answer.headers.emplace_back("X-RateLimit-Limit", absl::StrCat(place.limit));
  answer.headers.emplace_back("X-RateLimit-Remaining", absl::StrCat(place.remaining));
  answer.headers.emplace_back("X-RateLimit-Reset", absl::StrCat(absl::ToUnixSeconds(place.reset)));
}

}  // namespace unpod::sandbox
