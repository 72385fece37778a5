// Time for waits and deadlines: steady, so that a clock that is set does not end a call.
#ifndef UNPOD_SERVER_BASE_MONOTONIC_H_
#define UNPOD_SERVER_BASE_MONOTONIC_H_

#include <chrono>

namespace unpod::base {

using MonotonicTime = std::chrono::steady_clock::time_point;
using Duration = std::chrono::nanoseconds;

inline constexpr MonotonicTime kNever = MonotonicTime::max();

inline MonotonicTime MonotonicNow() {
  return std::chrono::steady_clock::now();
}

// `time` + `delay`, without overflow at kNever.
inline MonotonicTime After(MonotonicTime time, Duration delay) {
  return delay >= kNever - time ? kNever : time + delay;
}

// A wall-clock deadline, as gRPC gives it, on the steady clock, and never later than `cap` from now. gRPC's
// "no deadline" is system_clock's maximum, which overflows in any other arithmetic.
inline MonotonicTime FromWallDeadline(std::chrono::system_clock::time_point deadline, Duration cap) {
  const auto wall_now = std::chrono::system_clock::now();
  const auto now = MonotonicNow();
  if (deadline <= wall_now) return now;
  if (deadline - wall_now > cap)
    return now + cap;  // The difference of two points in int64 nanoseconds: no overflow
                       // for any deadline after 1970.
  return now + std::chrono::duration_cast<Duration>(deadline - wall_now);
}

}  // namespace unpod::base

#endif  // UNPOD_SERVER_BASE_MONOTONIC_H_
