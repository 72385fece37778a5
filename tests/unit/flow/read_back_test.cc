// What becomes of requests whose outcome is unknown.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <variant>
#include <vector>

#include "absl/strings/match.h"
#include "tests/testing/set_clock.h"
#include "tests/unit/flow/ledger_flow_case.h"

namespace unpod::flow {
namespace {

using std::chrono::milliseconds;

TEST_F(LedgerFlow, ARepeatReadsALostAnswerBack) {
  AnswerPosts(Lost(), true);
  EXPECT_EQ(Start(ATask("key", 3)).Wait(), "unknown UNKNOWN CONNECTION_LOST safe");
  EXPECT_EQ(Start(ATask("key", 3)).Wait(), "created R9 replayed read_back");
  const domain::Outcome again = Start(ATask("key", 3)).outcome.get();
  EXPECT_EQ(Describe(again), "created R9 replayed read_back");
  EXPECT_EQ(std::get<domain::Created>(again).task_ids,
            (std::vector<std::string>{TaskIdOf(0), TaskIdOf(1), TaskIdOf(2)}));
  EXPECT_EQ(posts_, 1);
}

TEST_F(LedgerFlow, ReadsBackWithTheOtherTokenWhereOneIsRejected) {
  options_.service_token->Set({base::Secret("old"), base::Secret("new")});
  upstream_.SetScript([this](int, const http::Request& request) {
    if (request.method == http::Method::kPost) {
      ++posts_;
      posted_ = request.body;
      posted_at_ = absl::Now();
      return std::optional(Lost());
    }
    const bool is_taken = request.headers.front() == "Authorization: Token new";
    return std::optional(is_taken ? PageOfPosted(request) : FakeUpstream::Status(401));
  });
  EXPECT_EQ(Start().Wait(), "unknown UNKNOWN CONNECTION_LOST safe");
  EXPECT_EQ(Start().Wait(), "created R9 replayed read_back");
}

TEST_F(LedgerFlow, ReadsPastATaskThatTheUpstreamCannotList) {
  malformed_ = 1;
  AnswerPosts(Lost(), true);
  EXPECT_EQ(Start(ATask("key", 2)).Wait(), "unknown UNKNOWN CONNECTION_LOST safe");
  EXPECT_EQ(Start(ATask("key", 2)).Wait(), "created R9 replayed read_back");
}

// 50,000 pages of them: from the newest page on it would not get there.
TEST_F(LedgerFlow, ReadsBackPastAnyNumberOfNewerTasks) {
  MakeNewerTasks(100'000);
  AnswerPosts(Lost(), true);
  EXPECT_EQ(Start(ATask("key", 3)).Wait(), "unknown UNKNOWN CONNECTION_LOST safe");
  EXPECT_EQ(Start(ATask("key", 3)).Wait(), "created R9 replayed read_back");
  EXPECT_LE(reads_, 50);
}

TEST_F(LedgerFlow, SeesThatItIsNowherePastAnyNumberOfNewerTasks) {
  MakeNewerTasks(100'000);
  options_.read_back.window = milliseconds(1);
  lose_ = 1;
  AnswerPosts(Lost(), true);
  EXPECT_EQ(Start().Wait(), "unknown UNKNOWN CONNECTION_LOST safe");
  std::this_thread::sleep_for(milliseconds(5));  // The window.
  EXPECT_EQ(Start().Wait(), "unknown UNKNOWN NOT_FOUND_YET safe");
}

// 1,000 pages of tasks that can be the attempt's stand before it; a look reads 200.
TEST_F(LedgerFlow, TheNextLookGoesOnWhereOneWasTooShort) {
  options_.read_back.window = milliseconds(1);
  upstream_clock_ = -absl::Minutes(4);
  MakeNewerTasks(2000, -absl::Seconds(10));
  AnswerPosts(Lost(), true);
  Start().Wait();
  std::string last;
  for (int i = 0; i < 100 && !absl::StartsWith(last, "created"); ++i) last = Start().Wait();
  EXPECT_EQ(last, "created R9 replayed read_back");
  EXPECT_LE(reads_, 2000);
}

TEST_F(LedgerFlow, CannotSayThatItIsNowhereWhereItCannotSeeAll) {
  options_.read_back.window = milliseconds(1);
  malformed_ = 1;
  lose_ = 2;
  AnswerPosts(Lost(), true);
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(Start(ATask("key", 2)).Wait(), "unknown UNKNOWN CONNECTION_LOST safe");
  }
}

TEST_F(LedgerFlow, SaysWhatALookHasShown) {
  AnswerPosts(Lost(), false);
  Start().Wait();
  EXPECT_THAT(MessageOfRepeat(), ::testing::HasSubstr("not among those of the space"));
  upstream_.SetScript([](int, const http::Request&) { return std::optional(FakeUpstream::Status(500)); });
  // What was seen answers for a few more milliseconds.
  std::string last;
  for (int i = 0; i < 1000 && !absl::StrContains(last, "could not be read"); ++i) {
    last = MessageOfRepeat();
    std::this_thread::sleep_for(milliseconds(5));
  }
  EXPECT_THAT(last, ::testing::HasSubstr("could not be read"));
}

TEST_F(LedgerFlow, SaysHowManyWereFound) {
  options_.read_back.page_size = 500;
  lose_ = 23;
  AnswerPosts(FakeUpstream::Status(500), true);
  EXPECT_EQ(Start(ATask("key", 100)).Wait(), "unknown UNKNOWN UPSTREAM_ERROR safe");
  for (int i = 0; i < 2; ++i) {  // By a look, and by what was seen then.
    const domain::Outcome again = Start(ATask("key", 100)).outcome.get();
    EXPECT_EQ(Describe(again), "unknown UNKNOWN UPSTREAM_ERROR safe");
    EXPECT_THAT(std::get<domain::Unknown>(again).failure.message,
                ::testing::HasSubstr("77 of 100 found so far"));
  }
  EXPECT_EQ(posts_, 1);
}

TEST_F(LedgerFlow, OneLookAnswersAllWhoAskSoon) {
  options_.read_back.settle_time = std::chrono::hours(1);  // It lasts as long, and none is made by itself.
  options_.read_back.max_delay = std::chrono::hours(1);
  AnswerPosts(Lost(), false);
  Start().Wait();
  for (int i = 0; i < 50; ++i) EXPECT_EQ(Start().Wait(), "unknown UNKNOWN CONNECTION_LOST safe");
  EXPECT_EQ(reads_, 1);
}

TEST_F(LedgerFlow, SoItDoesAfterTheWindow) {
  options_.read_back.settle_time = std::chrono::hours(1);
  options_.read_back.max_delay = std::chrono::hours(1);
  options_.read_back.window = milliseconds(1);
  AnswerPosts(Lost(), false);
  Start().Wait();
  std::this_thread::sleep_for(milliseconds(5));  // The window.
  for (int i = 0; i < 50; ++i) EXPECT_EQ(Start().Wait(), "unknown UNKNOWN NOT_FOUND_YET safe");
  EXPECT_EQ(reads_, 1);
}

TEST_F(LedgerFlow, TheLookAtTheEndOfTheWindowIsNotPutOff) {
  options_.read_back.settle_time = std::chrono::hours(1);
  options_.read_back.max_delay = std::chrono::hours(1);
  options_.read_back.window = milliseconds(300);
  AnswerPosts(Lost(), false);
  Start().Wait();
  std::string last;
  for (int i = 0; i < 2000 && last != "unknown UNKNOWN NOT_FOUND_YET safe"; ++i) {
    last = Start().Wait();
    std::this_thread::sleep_for(milliseconds(1));
  }
  EXPECT_EQ(last, "unknown UNKNOWN NOT_FOUND_YET safe");
  EXPECT_LE(reads_, 2);
}

// A page that is shorter than was asked for need not be the last one.
TEST_F(LedgerFlow, ReadsOnWhereTheUpstreamMakesSmallerPages) {
  options_.read_back.page_size = 500;
  largest_page_ = 2;
  MakeNewerTasks(5, -absl::Seconds(1));
  AnswerPosts(Lost(), true);
  EXPECT_EQ(Start(ATask("key", 3)).Wait(), "unknown UNKNOWN CONNECTION_LOST safe");
  EXPECT_EQ(Start(ATask("key", 3)).Wait(), "created R9 replayed read_back");
}

TEST_F(LedgerFlow, ReadsPastAValueThatIsNoJson) {
  output_ = R"({"duration":NaN,"text":"\ud800"})";
  AnswerPosts(Lost(), true);
  EXPECT_EQ(Start(ATask("key", 2)).Wait(), "unknown UNKNOWN CONNECTION_LOST safe");
  EXPECT_EQ(Start(ATask("key", 2)).Wait(), "created R9 replayed read_back");
}

TEST_F(LedgerFlow, LooksByItselfUntilItIsFound) {
  AnswerPosts(Lost(), true);
  EXPECT_EQ(Start().Wait(), "unknown UNKNOWN CONNECTION_LOST safe");
  const int before = reads_;
  for (int i = 0; i < 1000 && reads_ == before; ++i) std::this_thread::sleep_for(milliseconds(5));
  EXPECT_GT(reads_, before);
  EXPECT_EQ(Start().Wait(), "created R9 replayed read_back");
}

TEST_F(LedgerFlow, WhatIsNowhereStaysUnknown) {
  options_.read_back.window = milliseconds(50);
  AnswerPosts(Lost(), false);
  EXPECT_EQ(Start().Wait(), "unknown UNKNOWN CONNECTION_LOST safe");
  std::string last;
  for (int i = 0; i < 1000 && last != "unknown UNKNOWN NOT_FOUND_YET safe"; ++i) {
    last = Start().Wait();
    std::this_thread::sleep_for(milliseconds(5));
  }
  EXPECT_EQ(last, "unknown UNKNOWN NOT_FOUND_YET safe");
  EXPECT_EQ(posts_, 1);
}

TEST_F(LedgerFlow, APartIsReportedWhenTheWindowIsOver) {
  options_.read_back.window = milliseconds(50);
  lose_ = 1;
  AnswerPosts(Lost(), true);
  EXPECT_EQ(Start(ATask("key", 3)).Wait(), "unknown UNKNOWN CONNECTION_LOST safe");
  std::string last;
  for (int i = 0; i < 1000 && !absl::StartsWith(last, "created"); ++i) {
    last = Start(ATask("key", 3)).Wait();
    std::this_thread::sleep_for(milliseconds(5));
  }
  EXPECT_EQ(last, "created R9 replayed read_back partial");
  const domain::Outcome again = Start(ATask("key", 3)).outcome.get();
  EXPECT_EQ(std::get<domain::Created>(again).missing_documents, std::vector<uint32_t>{2});
}

// What is missing may still come: whoever is told that it is not there places it again.
TEST_F(LedgerFlow, AJumpOfTheWallClockDoesNotEndTheWindow) {
  testing::SetClock clock;
  options_.read_back.clock = &clock.agreed();
  lose_ = 1;
  AnswerPosts(Lost(), true);
  EXPECT_EQ(Start(ATask("key", 3)).Wait(), "unknown UNKNOWN CONNECTION_LOST safe");
  clock.Jump(absl::Hours(8 * 24));
  EXPECT_EQ(Start(ATask("key", 3)).Wait(), "unknown UNKNOWN CONNECTION_LOST safe");
  EXPECT_TRUE(creator_->Drain(base::MonotonicNow() + std::chrono::seconds(10)));
  creator_.reset();  // Before its clock.
}

TEST_F(LedgerFlow, WithoutMarksNothingIsLookedFor) {
  options_.read_back.mark_name = "";
  AnswerPosts(Lost(), true);
  Start().Wait();
  EXPECT_EQ(Start().Wait(), "unknown UNKNOWN CONNECTION_LOST safe");
  EXPECT_EQ(reads_, 0);
}

}  // namespace
}  // namespace unpod::flow
