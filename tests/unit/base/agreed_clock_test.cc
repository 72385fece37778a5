#include "server/base/agreed_clock.h"

#include <gtest/gtest.h>

#include <thread>

#include "absl/time/clock.h"

namespace unpod::base {
namespace {

class AgreedTime : public ::testing::Test {
 protected:
  // As time does: on both clocks.
  void Pass(absl::Duration by) {
    wall_ += by;
    steady_ += by;
  }

  absl::Time wall_ = absl::FromUnixSeconds(1'800'000'000);
  absl::Duration steady_ = absl::Hours(1000);
  const absl::Time start_ = wall_;
  AgreedClock clock_{[this] { return wall_; }, [this] { return steady_; }};
};

TEST_F(AgreedTime, IsTheWallClocksAsLongAsNobodySetsIt) {
  for (const absl::Duration by : {absl::Microseconds(1), absl::Hours(1), absl::Hours(10'000)}) {
    Pass(by);
    EXPECT_EQ(clock_.Now(), wall_);
  }
  wall_ += absl::Milliseconds(1500);  // It is made faster, as NTP does.
  steady_ += absl::Seconds(1);
  EXPECT_EQ(clock_.Now(), wall_);
  EXPECT_EQ(clock_.Lag(), absl::ZeroDuration());
}

TEST_F(AgreedTime, DoesNotJumpAheadWithTheWallClockNorStayBehindItForEver) {
  clock_.Now();
  wall_ += absl::Hours(8 * 24);
  EXPECT_EQ(clock_.Now(), start_);
  EXPECT_EQ(clock_.Lag(), absl::Hours(8 * 24));
  Pass(absl::Seconds(3));
  EXPECT_EQ(clock_.Now(), start_ + absl::Seconds(6));
  Pass(absl::Hours(4 * 24));
  EXPECT_LT(clock_.Now(), wall_);
  Pass(absl::Hours(4 * 24));
  EXPECT_EQ(clock_.Now(), wall_);
  EXPECT_EQ(clock_.Lag(), absl::ZeroDuration());
}

TEST_F(AgreedTime, FollowsAWallClockThatIsSetBackAtOnce) {
  wall_ -= absl::Hours(1);
  EXPECT_EQ(clock_.Now(), start_ - absl::Hours(1));
  wall_ += absl::Hours(1);  // And ahead again.
  EXPECT_EQ(clock_.Now(), start_ - absl::Hours(1));
}

TEST_F(AgreedTime, AShortJumpLeavesNoTrace) {
  wall_ += absl::Hours(8 * 24);
  Pass(absl::Seconds(3));
  clock_.Now();
  wall_ -= absl::Hours(8 * 24);
  EXPECT_EQ(clock_.Now(), wall_);
}

TEST_F(AgreedTime, NothingIsOldInTheFirstMinutes) {
  EXPECT_EQ(clock_.NowForAges(absl::Hours(1)), absl::InfinitePast());
  Pass(absl::Minutes(5) - absl::Seconds(1));
  EXPECT_EQ(clock_.NowForAges(absl::Hours(1)), absl::InfinitePast());
  EXPECT_EQ(clock_.NowForAges(absl::Minutes(1)), wall_) << "what is older was there before by then";
  Pass(absl::Seconds(1));
  EXPECT_EQ(clock_.NowForAges(absl::Hours(1)), wall_);
  EXPECT_EQ(clock_.NowForAges(absl::ZeroDuration()), wall_);
}

TEST_F(AgreedTime, OfTheProcessIsTheTimeOfDay) {
  const absl::Time before = absl::Now() - absl::Seconds(1);
  const absl::Time now = AgreedClock::OfProcess().Now();
  EXPECT_GT(now, before);
  EXPECT_LE(now, absl::Now());
}

TEST_F(AgreedTime, MayBeAskedByManyAtOnce) {
  AgreedClock real;
  const auto ask = [&real] {
    for (int i = 0; i < 10'000; ++i) {
      const absl::Time now = real.Now();
      ASSERT_LE(now, absl::Now());
    }
  };
  std::thread other(ask);
  ask();
  other.join();
}

}  // namespace
}  // namespace unpod::base
