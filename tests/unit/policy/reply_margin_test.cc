#include "server/policy/reply_margin.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>

namespace unpod::policy {
namespace {

using std::chrono::milliseconds;

// How gRPC's C core sends a timeout: three digits, rounded up.
milliseconds AsSent(int64_t millis) {
  for (const int64_t unit : {1, 10, 100, 1'000, 10'000, 100'000}) {
    if (millis < 1000 * unit) return milliseconds((millis + unit - 1) / unit * unit);
  }
  return milliseconds(millis);
}

TEST(ReplyMargin, LeavesTimeForTheAnswerHoweverTheDeadlineWasRounded) {
  for (int64_t millis = 200; millis < 1'000'000; millis += 7) {
    const auto seen = AsSent(millis);
    const auto answered_at = seen - ReplyMargin(seen);
    EXPECT_LE(answered_at + milliseconds(15 + std::min<int64_t>(millis / 250, 195)), milliseconds(millis))
        << millis;
  }
}

TEST(ReplyMargin, TakesNoMoreThanAFewHundredths) {
  for (const int64_t millis : {1'000, 5'000, 10'100, 65'000, 120'000, 3'600'000}) {
    EXPECT_LE(ReplyMargin(milliseconds(millis)), milliseconds(25 + millis * 16 / 1000)) << millis;
  }
}

TEST(ReplyMargin, StaysSmallForDeadlinesWithoutEnd) {
  EXPECT_LE(ReplyMargin(std::chrono::hours(24 * 365)), std::chrono::seconds(200));
}

}  // namespace
}  // namespace unpod::policy
