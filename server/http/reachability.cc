#include "server/http/reachability.h"

namespace unpod::http {

bool Reachability::OnFailure(uint64_t reason, base::MonotonicTime now) {
  uint64_t told = told_.load(std::memory_order_relaxed);
  if (told == reason) return false;
  const base::Duration pause = told == 0 ? kOutagePause : kReasonPause;
  const int64_t ticks = now.time_since_epoch().count();
  const int64_t last = last_told_.load(std::memory_order_relaxed);
  if (last != INT64_MIN && ticks - last < pause.count()) return false;
  if (!told_.compare_exchange_strong(told, reason)) return false;  // Another lane tells it.
  last_told_.store(ticks, std::memory_order_relaxed);
  return true;
}

bool Reachability::OnSuccess() {
  return told_.load(std::memory_order_relaxed) != 0 && told_.exchange(0) != 0;
}

}  // namespace unpod::http
