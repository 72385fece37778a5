// The end of the process: whoever waits is answered with what is true, and UNAVAILABLE is never said of what
// may have left.
#include <gtest/gtest.h>

#include <string>

#include "tests/unit/flow/ledger_flow_case.h"

namespace unpod::flow {
namespace {

class StoppingFlow : public LedgerFlow {
 protected:
  Pending StartUnnamed() { return Start(ATask("")); }
  void End() {
    Creator().EndCalls(Stopping::kEnding);
    Creator().EndCalls(Stopping::kNow);
  }
};

TEST_F(StoppingFlow, WhatHasLeftIsUnknown) {
  Pending unnamed = StartUnnamed();
  ASSERT_TRUE(upstream_.WaitForAttempts(1));
  upstream_.LetLeave(1);
  Pending named = Start();
  ASSERT_TRUE(upstream_.WaitForAttempts(2));
  upstream_.LetLeave(2);
  End();
  EXPECT_EQ(unnamed.Wait(), "unknown UNKNOWN SHUTTING_DOWN");
  EXPECT_EQ(named.Wait(), "unknown UNKNOWN SHUTTING_DOWN safe");
  upstream_.Answer(1, FakeUpstream::Created());
  upstream_.Answer(2, FakeUpstream::Created());
}

TEST_F(StoppingFlow, WhatGoesOnIsSettledAllTheSame) {
  Pending call = Start();
  ASSERT_TRUE(upstream_.WaitForAttempts(1));
  upstream_.LetLeave(1);
  End();
  call.Wait();
  upstream_.Answer(1, FakeUpstream::Created());
  EXPECT_TRUE(Creator().Drain(base::MonotonicNow() + std::chrono::seconds(10)));
  EXPECT_EQ(upstream_.attempts(), 1);
}

TEST_F(StoppingFlow, WhatHasNotLeftIsNotStarted) {
  Pending unnamed = StartUnnamed();
  Pending named = Start();
  ASSERT_TRUE(upstream_.WaitForAttempts(2));
  Creator().EndCalls(Stopping::kEnding);
  EXPECT_EQ(unnamed.Wait(), "not_executed UNAVAILABLE SHUTTING_DOWN");
  EXPECT_EQ(named.Wait(), "not_executed UNAVAILABLE SHUTTING_DOWN");
  EXPECT_EQ(upstream_.cancelled(), 2);
}

TEST_F(StoppingFlow, AllWhoJoinedAreToldTheSame) {
  Pending first = Start();
  ASSERT_TRUE(upstream_.WaitForAttempts(1));
  Pending joined = Start();
  Creator().EndCalls(Stopping::kEnding);
  EXPECT_EQ(first.Wait(), "not_executed UNAVAILABLE SHUTTING_DOWN");
  EXPECT_EQ(joined.Wait(), "not_executed UNAVAILABLE SHUTTING_DOWN");
}

TEST_F(StoppingFlow, ABackOffIsNotWaitedFor) {
  options_.retry.initial_backoff = std::chrono::seconds(10);
  options_.retry.max_backoff = std::chrono::seconds(10);
  upstream_.SetScript(
      [](int, const http::Request&) { return FakeUpstream::Failed(http::Error::kConnect, false); });
  Pending call = Start(ATask(""), std::chrono::seconds(60));
  ASSERT_TRUE(upstream_.WaitForAttempts(1));
  Creator().EndCalls(Stopping::kEnding);
  EXPECT_EQ(call.Wait(), "not_executed UNAVAILABLE SHUTTING_DOWN");
}

TEST_F(StoppingFlow, WhoseClaimIsBeingWrittenIsNotSent) {
  Store().Hold();
  Pending call = Start();
  Store().AwaitEntered();
  Creator().EndCalls(Stopping::kEnding);
  Creator().EndCalls(Stopping::kNow);
  EXPECT_EQ(call.Wait(), "not_executed UNAVAILABLE SHUTTING_DOWN");
  Store().Release();
  EXPECT_TRUE(Creator().Drain(base::MonotonicNow() + std::chrono::seconds(10)));
  EXPECT_EQ(upstream_.attempts(), 0);
}

TEST_F(StoppingFlow, WhatIsBeingWrittenDownIsWaitedForUntilTheEnd) {
  Pending call = Start();
  ASSERT_TRUE(upstream_.WaitForAttempts(1));
  Store().Hold();
  upstream_.LetLeave(1);
  upstream_.Answer(1, FakeUpstream::Created());
  Store().AwaitEntered();
  Creator().EndCalls(Stopping::kEnding);
  EXPECT_FALSE(call.IsAnswered());
  Creator().EndCalls(Stopping::kNow);
  EXPECT_EQ(call.Wait(), "unknown UNKNOWN SHUTTING_DOWN safe");
  Store().Release();
}

TEST_F(StoppingFlow, NothingIsBegunAfterwards) {
  Creator().EndCalls(Stopping::kEnding);
  EXPECT_EQ(StartUnnamed().Wait(), "not_executed UNAVAILABLE SHUTTING_DOWN");
  EXPECT_EQ(upstream_.attempts(), 0);
}

TEST_F(StoppingFlow, CallsGoOnWhileItDrains) {
  Pending call = Start();
  ASSERT_TRUE(upstream_.WaitForAttempts(1));
  Creator().BeginDrain();
  upstream_.LetLeave(1);
  upstream_.Answer(1, FakeUpstream::Created());
  EXPECT_EQ(call.Wait(), "created R1");
}

}  // namespace
}  // namespace unpod::flow
