#include "server/policy/retry.h"

#include <algorithm>
#include <variant>

namespace unpod::policy {

bool IsRetryable(const domain::Outcome& outcome) {
  const auto* rejected = std::get_if<domain::NotExecuted>(&outcome);
  return rejected != nullptr && (rejected->failure.reason == domain::Reason::kUpstreamUnreachable ||
                                 rejected->failure.reason == domain::Reason::kRateLimited);
}

std::optional<base::Duration> RetryDelay(const RetryPolicy& policy, int attempts,
                                         std::optional<base::Duration> retry_after, base::Duration time_left,
                                         base::Duration needed, double jitter) {
  if (attempts >= policy.max_attempts) return std::nullopt;
  base::Duration backoff = policy.initial_backoff;
  for (int i = 1; i < attempts && backoff < policy.max_backoff; ++i) backoff *= 2;
  backoff = std::min(backoff, policy.max_backoff);
  const auto half = backoff / 2;
  base::Duration delay =
      half + base::Duration(static_cast<int64_t>(jitter * static_cast<double>(half.count())));
  if (retry_after.has_value()) delay = std::max(delay, *retry_after);
  if (delay > time_left || time_left - delay < needed) return std::nullopt;
  return delay;
}

}  // namespace unpod::policy
