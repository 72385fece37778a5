#include "server/base/periodic.h"

#include <gtest/gtest.h>

#include <semaphore>

namespace unpod::base {
namespace {

constexpr auto kVeryLong = std::chrono::seconds(20);

TEST(Periodic, IsDoneAgainAndAgain) {
  std::counting_semaphore<> done(0);
  const Periodic periodic("test", std::chrono::milliseconds(1), [&] { done.release(); });
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(done.try_acquire_for(kVeryLong));
}

TEST(Periodic, IsDoneAtOnceWhenHurried) {
  std::counting_semaphore<> done(0);
  Periodic periodic("test", std::chrono::hours(1), [&] { done.release(); });
  EXPECT_FALSE(done.try_acquire());
  for (int i = 0; i < 3; ++i) {
    periodic.Hurry();
    EXPECT_TRUE(done.try_acquire_for(kVeryLong));
  }
}

TEST(Periodic, EndsInTheMiddleOfAWait) {
  const Periodic periodic("test", std::chrono::hours(1), [] {});
}

TEST(Periodic, WorkThatWaitsSeesTheEnd) {
  std::counting_semaphore<> began(0);
  Periodic* seen = nullptr;
  Periodic periodic("test", std::chrono::hours(1), [&] {
    began.release();
    while (!seen->is_over()) std::this_thread::yield();
  });
  seen = &periodic;
  periodic.Hurry();
  EXPECT_TRUE(began.try_acquire_for(kVeryLong));
}

}  // namespace
}  // namespace unpod::base
