#include "server/policy/retry.h"

#include <gtest/gtest.h>

namespace unpod::policy {
namespace {

using domain::NotExecuted;
using domain::Reason;
using domain::Unknown;
using std::chrono::milliseconds;
using std::chrono::seconds;

template <typename Verdict>
domain::Outcome With(Reason reason) {
  Verdict verdict;
  verdict.failure.reason = reason;
  return verdict;
}

TEST(IsRetryable, OnlyWhereCertainlyNothingWasExecutedAndWaitingMayHelp) {
  for (int i = 0; i <= static_cast<int>(Reason::kInternal); ++i) {
    const auto reason = static_cast<Reason>(i);
    const bool expected = reason == Reason::kUpstreamUnreachable || reason == Reason::kRateLimited;
    EXPECT_EQ(IsRetryable(With<NotExecuted>(reason)), expected) << domain::ReasonName(reason);
    EXPECT_FALSE(IsRetryable(With<Unknown>(reason))) << domain::ReasonName(reason);
  }
  EXPECT_FALSE(IsRetryable(domain::Created{}));
}

std::optional<base::Duration> Delay(int attempts, base::Duration left = seconds(60), double jitter = 0,
                                    std::optional<base::Duration> retry_after = std::nullopt) {
  return RetryDelay(RetryPolicy{}, attempts, retry_after, left, milliseconds(100), jitter);
}

TEST(RetryDelay, DoublesUpToItsLimit) {
  RetryPolicy policy;
  policy.max_attempts = 100;
  const auto delay = [&](int attempts) {
    return *RetryDelay(policy, attempts, std::nullopt, seconds(60), milliseconds(100), 0);
  };
  EXPECT_EQ(delay(1), milliseconds(50));
  EXPECT_EQ(delay(2), milliseconds(100));
  EXPECT_EQ(delay(3), milliseconds(200));
  EXPECT_EQ(delay(50), seconds(1));
}

TEST(RetryDelay, JittersHalfOfTheBackoff) {
  EXPECT_EQ(Delay(1, seconds(60), 0.0), milliseconds(50));
  EXPECT_EQ(Delay(1, seconds(60), 0.5), milliseconds(75));
  EXPECT_LT(*Delay(1, seconds(60), 0.999), milliseconds(100));
}

TEST(RetryDelay, StopsAfterTheLastAttempt) {
  EXPECT_TRUE(Delay(3).has_value());
  EXPECT_FALSE(Delay(4).has_value());
}

TEST(RetryDelay, WaitsAsLongAsTheServerAsks) {
  EXPECT_EQ(Delay(1, seconds(60), 0, seconds(7)), seconds(7));
  EXPECT_EQ(Delay(1, seconds(60), 0, milliseconds(1)), milliseconds(50));
}

TEST(RetryDelay, StopsWhenTheNextAttemptWouldNotHaveTheTime) {
  EXPECT_TRUE(Delay(1, milliseconds(150)).has_value());
  EXPECT_FALSE(Delay(1, milliseconds(149)).has_value());
  EXPECT_FALSE(Delay(1, seconds(5), 0, seconds(5)).has_value());
  EXPECT_FALSE(Delay(1, -seconds(1)).has_value());
}

}  // namespace
}  // namespace unpod::policy
