#include "server/base/crash_point.h"

#include <gtest/gtest.h>

#include <csignal>
#include <cstdlib>

namespace unpod::base {
namespace {

// In a process of its own: what kills it is read once.
void PassThrough(const char* configured, int passes) {
  setenv("UNPOD_TASKD_CRASH_POINT", configured, 1);
  for (int i = 0; i < passes; ++i) {
    CrashPoint("elsewhere");
    CrashPoint("here");
  }
  std::_Exit(0);
}

class CrashPointDeathTest : public ::testing::Test {
 protected:
  CrashPointDeathTest() { GTEST_FLAG_SET(death_test_style, "threadsafe"); }
};

TEST_F(CrashPointDeathTest, KillsWhereItIsAskedTo) {
  EXPECT_EXIT(PassThrough("here", 1), ::testing::KilledBySignal(SIGKILL), "");
  EXPECT_EXIT(PassThrough("here:3", 3), ::testing::KilledBySignal(SIGKILL), "");
}

TEST_F(CrashPointDeathTest, KillsNowhereElse) {
  EXPECT_EXIT(PassThrough("", 3), ::testing::ExitedWithCode(0), "");
  EXPECT_EXIT(PassThrough("nowhere", 3), ::testing::ExitedWithCode(0), "");
  EXPECT_EXIT(PassThrough("here:4", 3), ::testing::ExitedWithCode(0), "");
}

}  // namespace
}  // namespace unpod::base
