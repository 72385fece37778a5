#ifndef UNPOD_SANDBOX_RATE_LIMIT_H_
#define UNPOD_SANDBOX_RATE_LIMIT_H_

#include <cstdint>
#include <map>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "sandbox/answer.h"

namespace unpod::sandbox {

// So many requests in each minute of the clock, for each API token, as the documentation has it: its headers
// stand in each answer, and its 429 where there are more.
class RateLimit {
 public:
  struct Place {
    bool allowed = true;
    int64_t limit = 0;  // 0: there is none.
    int64_t remaining = 0;
    absl::Time reset;  // When the next minute begins.
  };

  // 0: no limit.
  explicit RateLimit(int64_t per_minute) : per_minute_(per_minute) {}

  Place Count(absl::string_view token, absl::Time now);

 private:
  const int64_t per_minute_;
  absl::Time minute_ = absl::InfinitePast();
  std::map<std::string, int64_t, std::less<>> counts_;  // In that minute.
};

// The 429.
Answer TooManyRequests(const RateLimit::Place& place, absl::Time now);
// X-RateLimit-Limit, -Remaining and -Reset, where there is a limit.
void AddRateHeaders(const RateLimit::Place& place, Answer& answer);

}  // namespace unpod::sandbox

#endif  // UNPOD_SANDBOX_RATE_LIMIT_H_
