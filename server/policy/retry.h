// Whether and when an attempt is made again. Pure.
#ifndef UNPOD_SERVER_POLICY_RETRY_H_
#define UNPOD_SERVER_POLICY_RETRY_H_

#include <optional>

#include "server/base/monotonic.h"
#include "server/domain/outcome.h"

namespace unpod::policy {

struct RetryPolicy {
  int max_attempts = 4;  // The first one included; 1: never again.
  base::Duration initial_backoff = std::chrono::milliseconds(100);
  base::Duration max_backoff = std::chrono::seconds(2);
};

// Only what is certainly not executed, and only where waiting may help: the upstream could not be reached, or
// it answered 429.
bool IsRetryable(const domain::Outcome& outcome);

// How long to wait before attempt number `attempts + 1`, or nullopt to stop. `attempts` ≥ 1 have been made;
// `time_left` is what the caller still waits; `needed` what an attempt needs at least; `jitter` is in [0, 1).
// Backoff doubles, with half of it jittered; what the server asked for (`retry_after`) is the lower bound.
std::optional<base::Duration> RetryDelay(const RetryPolicy& policy, int attempts,
                                         std::optional<base::Duration> retry_after, base::Duration time_left,
                                         base::Duration needed, double jitter);

}  // namespace unpod::policy

#endif  // UNPOD_SERVER_POLICY_RETRY_H_
