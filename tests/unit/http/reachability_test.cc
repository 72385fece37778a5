#include "server/http/reachability.h"

#include <gtest/gtest.h>

namespace unpod::http {
namespace {

constexpr uint64_t kRefused = 7;
constexpr uint64_t kNoName = 6;

class ReachabilityOverTime : public ::testing::Test {
 protected:
  bool Fails(uint64_t reason) { return reachability_.OnFailure(reason, now_); }
  bool Succeeds() { return reachability_.OnSuccess(); }
  void Pass(base::Duration time) { now_ += time; }

  Reachability reachability_;
  base::MonotonicTime now_ = base::MonotonicNow();
};

TEST_F(ReachabilityOverTime, AnOutageIsToldOnceAndItsEndOnce) {
  EXPECT_FALSE(Succeeds()) << "nothing has been told";
  EXPECT_TRUE(Fails(kRefused));
  for (int i = 0; i < 100; ++i) {
    Pass(std::chrono::seconds(10));
    EXPECT_FALSE(Fails(kRefused));
  }
  EXPECT_TRUE(Succeeds());
  EXPECT_FALSE(Succeeds());
}

TEST_F(ReachabilityOverTime, AnotherReasonIsTold) {
  EXPECT_TRUE(Fails(kRefused));
  Pass(Reachability::kReasonPause);
  EXPECT_TRUE(Fails(kNoName));
  EXPECT_FALSE(Fails(kNoName));
}

TEST_F(ReachabilityOverTime, TwoReasonsInTurnDoNotFillTheLog) {
  int told = 0;
  for (int i = 0; i < 1000; ++i) {
    told += static_cast<int>(Fails(i % 2 == 0 ? kRefused : kNoName));
    Pass(std::chrono::milliseconds(10));  // 10 s in all.
  }
  EXPECT_LE(told, 11);
  EXPECT_GE(told, 5);
}

TEST_F(ReachabilityOverTime, AnUpstreamThatComesAndGoesDoesNotFillTheLog) {
  int told = 0;
  for (int i = 0; i < 1000; ++i) {
    told += static_cast<int>(Fails(kRefused)) + static_cast<int>(Succeeds());
    Pass(std::chrono::milliseconds(10));  // 10 s in all.
  }
  EXPECT_LE(told, 6);
  EXPECT_GE(told, 4);
}

}  // namespace
}  // namespace unpod::http
