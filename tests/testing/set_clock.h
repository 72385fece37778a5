// A clock that goes on by itself, and whose wall clock a test sets.
#ifndef UNPOD_TESTS_TESTING_SET_CLOCK_H_
#define UNPOD_TESTS_TESTING_SET_CLOCK_H_

#include <atomic>
#include <cstdint>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "server/base/agreed_clock.h"
#include "server/base/monotonic.h"

namespace unpod::testing {

// Thread-safe. It began long ago, so that what is old enough is old.
class SetClock {
 public:
  SetClock() { Pass(absl::Hours(1)); }

  // One that begins now, with the wall clock set ahead by `ahead` already.
  static SetClock StartedAhead(absl::Duration ahead) { return SetClock(ahead); }

  // The wall clock is set ahead, or back.
  void Jump(absl::Duration by) { wall_ahead_ += absl::ToInt64Nanoseconds(by); }
  // Time passes on the steady clock alone: the wall clock is `by` behind what it would be.
  void Pass(absl::Duration by) { steady_ahead_ += absl::ToInt64Nanoseconds(by); }

  base::AgreedClock& agreed() { return agreed_; }

 private:
  explicit SetClock(absl::Duration ahead) : wall_ahead_(absl::ToInt64Nanoseconds(ahead)) {}

  std::atomic<int64_t> wall_ahead_{0};  // In nanoseconds, as is the other.
  std::atomic<int64_t> steady_ahead_{0};
  base::AgreedClock agreed_{[this] { return absl::Now() + absl::Nanoseconds(wall_ahead_.load()); },
                            [this] {
                              return absl::FromChrono(base::MonotonicNow().time_since_epoch()) +
                                     absl::Nanoseconds(steady_ahead_.load());
                            }};
};

}  // namespace unpod::testing

#endif  // UNPOD_TESTS_TESTING_SET_CLOCK_H_
