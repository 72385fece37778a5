// Requests that name a request_id: claim, send, settle, answer, and what becomes of repeats.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "tests/unit/flow/ledger_flow_case.h"

namespace unpod::flow {
namespace {

using std::chrono::milliseconds;

TEST_F(LedgerFlow, SendsOnceAndReplays) {
  AnswerPosts(FakeUpstream::Created(), false);
  EXPECT_EQ(Start().Wait(), "created R1");
  EXPECT_EQ(Start().Wait(), "created R1 replayed");
  EXPECT_EQ(Start(ATask("other")).Wait(), "created R1");
  EXPECT_EQ(posts_, 2);
}

TEST_F(LedgerFlow, MarksEachDocument) {
  AnswerPosts(FakeUpstream::Created(), false);
  Start(ATask("key", 2)).Wait();
  EXPECT_THAT(posted_, ::testing::ContainsRegex(R"("client_request_id":"[0-9a-f]+-0"\},\{)"));
  EXPECT_THAT(posted_, ::testing::ContainsRegex(R"("client_request_id":"[0-9a-f]+-1"\}\])"));
  Start(ATask("", 1)).Wait();
  EXPECT_THAT(posted_, ::testing::Not(::testing::HasSubstr("client_request_id"))) << "nothing to find again";
}

TEST_F(LedgerFlow, SendsNothingBeforeTheClaimIsDurable) {
  Store().Hold();
  Pending call = Start();
  Store().AwaitEntered();
  EXPECT_EQ(upstream_.attempts(), 0);
  Store().Release();
  ASSERT_TRUE(upstream_.WaitForAttempts(1));
  upstream_.Answer(1, FakeUpstream::Created());
  EXPECT_EQ(call.Wait(), "created R1");
}

TEST_F(LedgerFlow, AnswersNobodyBeforeTheOutcomeIsDurable) {
  Pending call = Start();
  ASSERT_TRUE(upstream_.WaitForAttempts(1));
  Store().Hold();
  upstream_.Answer(1, FakeUpstream::Created());
  Store().AwaitEntered();
  EXPECT_FALSE(call.IsAnswered());
  EXPECT_EQ(Creator().in_flight(), 1u) << "a drain waits for it";
  Store().Release();
  EXPECT_EQ(call.Wait(), "created R1");
}

TEST_F(LedgerFlow, CallsAtTheSameTimeAreOne) {
  std::vector<Pending> calls;
  for (int i = 0; i < 10; ++i) calls.push_back(Start());
  ASSERT_TRUE(upstream_.WaitForAttempts(1));
  upstream_.LetLeave(1);
  upstream_.Answer(1, FakeUpstream::Created());
  for (Pending& call : calls) EXPECT_THAT(call.Wait(), ::testing::StartsWith("created R1"));
  EXPECT_EQ(upstream_.attempts(), 1);
}

TEST_F(LedgerFlow, TheSameIdForAnotherRequestIsRefused) {
  Pending first = Start();
  ASSERT_TRUE(upstream_.WaitForAttempts(1));
  EXPECT_EQ(Start(ATask("key", 2)).Wait(), "not_executed FAILED_PRECONDITION REQUEST_ID_REUSED")
      << "under way";
  upstream_.Answer(1, FakeUpstream::Created());
  first.Wait();
  EXPECT_EQ(Start(ATask("key", 2)).Wait(), "not_executed FAILED_PRECONDITION REQUEST_ID_REUSED") << "settled";
  EXPECT_EQ(upstream_.attempts(), 1);
}

TEST_F(LedgerFlow, WhatWasRefusedIsSentAgain) {
  AnswerPosts(FakeUpstream::Status(403), false);
  EXPECT_EQ(Start().Wait(), "not_executed PERMISSION_DENIED PERMISSION_DENIED");
  AnswerPosts(FakeUpstream::Created(), false);
  EXPECT_EQ(Start().Wait(), "created R1");
}

TEST_F(LedgerFlow, AnOnlyCallerWhoLeavesBeforeAByteLeftTakesItsClaimBack) {
  Pending call = Start();
  ASSERT_TRUE(upstream_.WaitForAttempts(1));
  TaskCreator::Leave(call.call);
  EXPECT_EQ(call.Wait(), "not_executed CANCELLED CANCELLED");
  Pending again = Start();
  ASSERT_TRUE(upstream_.WaitForAttempts(2));
  upstream_.Answer(2, FakeUpstream::Created());
  EXPECT_EQ(again.Wait(), "created R1");
}

TEST_F(LedgerFlow, OneOfTwoWhoLeavesDoesNotEndItForTheOther) {
  Pending leaves = Start();
  Pending stays = Start();
  ASSERT_TRUE(upstream_.WaitForAttempts(1));
  TaskCreator::Leave(leaves.call);
  EXPECT_EQ(leaves.Wait(), "unknown CANCELLED CANCELLED safe") << "it may still be sent, for the other";
  upstream_.Answer(1, FakeUpstream::Created());
  EXPECT_EQ(stays.Wait(), "created R1");
}

TEST_F(LedgerFlow, WhoComesWhileItIsGivenUpIsToldToAskAgain) {
  Pending leaves = Start();
  ASSERT_TRUE(upstream_.WaitForAttempts(1));
  Store().Hold();
  TaskCreator::Leave(leaves.call);
  Store().AwaitEntered();  // Its claim is being taken back.
  Pending joins = Start();
  // The second is on its lane once a third, behind it, is refused there.
  EXPECT_EQ(Start(ATask("key", 2)).Wait(), "not_executed FAILED_PRECONDITION REQUEST_ID_REUSED");
  Store().Release();
  EXPECT_EQ(leaves.Wait(), "not_executed CANCELLED CANCELLED");
  EXPECT_EQ(joins.Wait(), "not_executed UNAVAILABLE REQUEST_IN_FLIGHT");
}

TEST_F(LedgerFlow, TheDeadlineAfterAByteLeftIsUnknownAndARepeatFindsTheOutcome) {
  Pending call = Start(ATask(), milliseconds(200));
  ASSERT_TRUE(upstream_.WaitForAttempts(1));
  upstream_.LetLeave(1);
  EXPECT_EQ(call.Wait(), "unknown DEADLINE_EXCEEDED DEADLINE_EXCEEDED safe");
  Pending again = Start();
  upstream_.Answer(1, FakeUpstream::Created());
  EXPECT_THAT(again.Wait(), ::testing::StartsWith("created R1"));
  EXPECT_EQ(upstream_.attempts(), 1);
}

TEST_F(LedgerFlow, WithoutTheLedgerNothingIsSent) {
  Store().broken = true;
  EXPECT_EQ(Start().Wait(), "not_executed UNAVAILABLE LEDGER_UNAVAILABLE");
  EXPECT_EQ(Start().Wait(), "not_executed UNAVAILABLE LEDGER_UNAVAILABLE");
  EXPECT_EQ(Start(ATask("")).Wait(), "not_executed UNAVAILABLE LEDGER_UNAVAILABLE") << "by default";
  EXPECT_EQ(upstream_.attempts(), 0);
  Store().broken = false;
}

TEST_F(LedgerFlow, WithoutTheLedgerCallsWithoutIdGoOnIfAskedTo) {
  options_.serve_without_ledger = true;
  AnswerPosts(FakeUpstream::Created(), false);
  Store().broken = true;
  EXPECT_EQ(Start().Wait(), "not_executed UNAVAILABLE LEDGER_UNAVAILABLE");
  EXPECT_EQ(Start(ATask("")).Wait(), "created R1");
  EXPECT_EQ(posts_, 1);
  Store().broken = false;
}

TEST_F(LedgerFlow, AnOutcomeThatCannotBeWrittenDownIsHeldUntilItCan) {
  Pending call = Start();
  ASSERT_TRUE(upstream_.WaitForAttempts(1));
  Store().broken = true;
  upstream_.LetLeave(1);
  upstream_.Answer(1, FakeUpstream::Created());
  Pending impatient = Start(ATask(), milliseconds(150));
  EXPECT_THAT(impatient.Wait(), ::testing::AnyOf("unknown DEADLINE_EXCEEDED DEADLINE_EXCEEDED safe",
                                                 "not_executed UNAVAILABLE LEDGER_UNAVAILABLE"));
  EXPECT_FALSE(call.IsAnswered());
  Store().broken = false;
  EXPECT_EQ(call.Wait(), "created R1");
  EXPECT_EQ(upstream_.attempts(), 1);
}

TEST_F(LedgerFlow, ARepeatIsARepeatAlsoWhenItsTimeHasPassed) {
  AnswerPosts(FakeUpstream::Created(), false);
  options_.validation.min_schedule_lead = absl::Milliseconds(1);
  domain::Task task = ATask();
  task.schedule = {domain::Schedule::Kind::kAt, absl::Now() + absl::Milliseconds(300)};
  EXPECT_EQ(Start(task).Wait(), "created R1");
  absl::SleepFor(absl::Milliseconds(350));
  EXPECT_EQ(Start(task).Wait(), "created R1 replayed");
  task.request_id = "new";
  EXPECT_EQ(Start(task).Wait(), "not_executed INVALID_ARGUMENT INVALID_REQUEST");
  EXPECT_EQ(posts_, 1);
}

TEST_F(LedgerFlow, DroppingEverythingWithAClaimUnderWayLeaksNothing) {
  Store().Hold();
  Pending call = Start();
  Store().AwaitEntered();
  const std::weak_ptr<Call> watched = call.call;
  call.call.reset();
  std::thread releaser([store = store_] { store->Release(); });
  creator_.reset();
  releaser.join();
  EXPECT_TRUE(watched.expired());
}

}  // namespace
}  // namespace unpod::flow
