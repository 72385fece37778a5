#include "server/base/agreed_clock.h"

#include <time.h>

#include <algorithm>
#include <utility>

#include "absl/time/clock.h"

namespace unpod::base {
namespace {

// How long a wrong wall clock may take to be set right after the start.
constexpr absl::Duration kSettling = absl::Minutes(5);
constexpr int kMaxPace = 2;

}  // namespace

AgreedClock::AgreedClock(WallClock wall, SteadyClock steady)
    : wall_(std::move(wall)),
      steady_(std::move(steady)),
      started_(steady_()),
      agreed_(wall_()),
      seen_(started_) {}

AgreedClock& AgreedClock::OfProcess() {
  static AgreedClock clock;
  return clock;
}

absl::Time AgreedClock::SystemTime() {
  return absl::Now();
}

absl::Duration AgreedClock::TimeSinceBoot() {
  timespec now{};
  clock_gettime(CLOCK_BOOTTIME, &now);
  return absl::DurationFromTimespec(now);
}

absl::Time AgreedClock::Advance() {
  const absl::Duration steady = steady_();
  const absl::Time fastest = agreed_ + kMaxPace * std::max(steady - seen_, absl::ZeroDuration());
  agreed_ = std::min(wall_(), fastest);
  seen_ = steady;
  return agreed_;
}

absl::Time AgreedClock::Now() {
  const MutexLock lock(mutex_);
  return Advance();
}

absl::Time AgreedClock::NowForAges(absl::Duration age) {
  const MutexLock lock(mutex_);
  const absl::Time now = Advance();
  return seen_ - started_ < std::min(age, kSettling) ? absl::InfinitePast() : now;
}

absl::Duration AgreedClock::Lag() {
  const MutexLock lock(mutex_);
  return std::max(wall_() - Advance(), absl::ZeroDuration());
}

}  // namespace unpod::base
