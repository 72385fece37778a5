#include "server/base/monotonic.h"

#include <gtest/gtest.h>

namespace unpod::base {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::system_clock;

TEST(FromWallDeadline, KeepsWhatIsLeft) {
  const auto before = MonotonicNow();
  const auto deadline = FromWallDeadline(system_clock::now() + seconds(5), hours(1));
  EXPECT_GE(deadline, before + milliseconds(4900));
  EXPECT_LE(deadline, MonotonicNow() + seconds(5));
}

TEST(FromWallDeadline, TurnsNoDeadlineIntoTheCap) {
  const auto deadline = FromWallDeadline(system_clock::time_point::max(), seconds(61));
  EXPECT_GE(deadline, MonotonicNow() + seconds(60));
  EXPECT_LE(deadline, MonotonicNow() + seconds(61));
}

TEST(FromWallDeadline, HasNothingLeftInThePast) {
  for (const auto past : {system_clock::now() - hours(1), system_clock::time_point::min()}) {
    const auto deadline = FromWallDeadline(past, hours(1));
    EXPECT_LE(deadline, MonotonicNow());
  }
}

TEST(After, DoesNotOverflow) {
  EXPECT_EQ(After(kNever, seconds(1)), kNever);
  EXPECT_EQ(After(MonotonicNow(), Duration::max()), kNever);
  const auto now = MonotonicNow();
  EXPECT_EQ(After(now, seconds(1)), now + seconds(1));
}

}  // namespace
}  // namespace unpod::base
