// The time of day for ages that protect somebody: what the wall clock and the steady clock agree on. A wall
// clock that is set (by hand, by NTP, by a host that wakes up) makes nothing old at once.
#ifndef UNPOD_SERVER_BASE_AGREED_CLOCK_H_
#define UNPOD_SERVER_BASE_AGREED_CLOCK_H_

#include <functional>

#include "absl/base/thread_annotations.h"
#include "absl/time/time.h"
#include "server/base/mutex.h"

namespace unpod::base {

// Never ahead of the wall clock, and never more than twice as fast as the steady clock. So it is the wall
// clock as long as nobody sets that; it follows at once where the wall clock is set back; and where the wall
// clock is set ahead it catches up, at twice the usual pace. What it calls a week old has been there for half
// a week at least, whatever the wall clock did. Thread-safe.
class AgreedClock {
 public:
  using WallClock = std::function<absl::Time()>;
  using SteadyClock = std::function<absl::Duration()>;  // Since any point that stays the same.

  // The steady clock is one that goes on while the machine sleeps. Both are called with a lock held.
  explicit AgreedClock(WallClock wall = &SystemTime, SteadyClock steady = &TimeSinceBoot);
  AgreedClock(const AgreedClock&) = delete;
  AgreedClock& operator=(const AgreedClock&) = delete;

  // The one of this process, for all that is not handed another one.
  static AgreedClock& OfProcess();

  absl::Time Now();

  // For asking what is older than `age`: Now(), but the infinite past for the first `age` after the start, 5
  // minutes at most. In that time nothing is old, so that a process that starts while the wall clock is wrong
  // forgets nothing.
  absl::Time NowForAges(absl::Duration age);

  // By how much the wall clock is ahead: zero, unless it was set.
  absl::Duration Lag();

 private:
  static absl::Time SystemTime();
  static absl::Duration TimeSinceBoot();
  absl::Time Advance() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const WallClock wall_;
  const SteadyClock steady_;
  const absl::Duration started_;  // On the steady clock.
  Mutex mutex_;
  absl::Time agreed_ ABSL_GUARDED_BY(mutex_);  // When Advance was last called, as was `seen_`.
  absl::Duration seen_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace unpod::base

#endif  // UNPOD_SERVER_BASE_AGREED_CLOCK_H_
