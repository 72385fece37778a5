// Requests that name a request_id: claim, send, settle, answer, and what becomes of repeats.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <cstring>
#include <future>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <variant>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "server/flow/task_creator.h"
#include "tests/testing/fake_transport.h"
#include "tests/testing/fragile_store.h"

namespace unpod::flow {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using ::unpod::testing::FakeUpstream;
using ::unpod::testing::FragileStore;

std::string Describe(const domain::Outcome& outcome) {
  const auto say = [](const char* verdict, const domain::Failure& failure) {
    return absl::StrCat(verdict, " ", absl::StatusCodeToString(failure.code), " ",
                        domain::ReasonName(failure.reason), failure.repeat_is_safe ? " safe" : "");
  };
  if (const auto* rejected = std::get_if<domain::NotExecuted>(&outcome))
    return say("not_executed", rejected->failure);
  if (const auto* unknown = std::get_if<domain::Unknown>(&outcome)) return say("unknown", unknown->failure);
  const auto& created = std::get<domain::Created>(outcome);
  return absl::StrCat("created ", created.run_id, created.replayed ? " replayed" : "",
                      created.read_back ? " read_back" : "",
                      created.missing_documents.empty() ? "" : " partial");
}

class LedgerFlow : public ::testing::Test {
 protected:
  LedgerFlow() {
    options_.base_url = "https://unpod.ai";
    options_.api_token = base::Secret("service-token");
    options_.retry.initial_backoff = milliseconds(10);
    options_.read_back.settle_time = milliseconds(10);
    options_.read_back.max_delay = milliseconds(20);
    options_.read_back.page_size = 2;
  }
  ~LedgerFlow() override {
    if (creator_ != nullptr) {
      EXPECT_TRUE(creator_->Drain(base::MonotonicNow() + seconds(10)));
    }
  }

  TaskCreator& Creator() {
    if (creator_ == nullptr) {
      auto store = std::make_unique<FragileStore>();
      store_ = store.get();
      auto ledger = std::make_unique<ledger::Ledger>(std::move(store));
      EXPECT_TRUE(ledger->Open().ok());
      creator_ = std::make_unique<TaskCreator>(options_, 2, upstream_.MakeTransport(), std::move(ledger));
    }
    return *creator_;
  }
  FragileStore& Store() {
    Creator();
    return *store_;
  }

  static domain::Task ATask(const std::string& request_id = "key", size_t documents = 1) {
    domain::Task task;
    task.space_token = "SPACE";
    task.pilot = "pilot";
    task.request_id = request_id;
    for (size_t i = 0; i < documents; ++i) task.documents.emplace_back().contact_number = "1234567890";
    return task;
  }

  struct Pending {
    std::shared_ptr<std::promise<domain::Outcome>> promise =
        std::make_shared<std::promise<domain::Outcome>>();
    std::future<domain::Outcome> outcome = promise->get_future();
    std::shared_ptr<Call> call;
    bool IsAnswered() { return outcome.wait_for(seconds(0)) == std::future_status::ready; }
    std::string Wait() {
      return outcome.wait_for(seconds(10)) == std::future_status::ready ? Describe(outcome.get())
                                                                        : "not answered";
    }
  };
  Pending Start(const domain::Task& task = ATask(), base::Duration deadline = seconds(20)) {
    Pending pending;
    pending.call = Creator().Start(
        task, base::Secret(), base::MonotonicNow() + deadline,
        [promise = pending.promise](domain::Outcome outcome) { promise->set_value(std::move(outcome)); });
    return pending;
  }

  // POSTs are answered with this; GETs with a page of what was posted, if `listed`.
  void AnswerPosts(const http::Result& result, bool listed) {
    upstream_.SetScript([this, result, listed](int, const http::Request& request) {
      if (request.method == http::Method::kPost) {
        ++posts_;
        posted_ = request.body;
        return std::optional(result);
      }
      ++reads_;
      return std::optional(listed ? PageOfPosted(request) : FakeUpstream::Status(200, R"({"data":[]})"));
    });
  }

  // As the upstream lists tasks: newest first, all of a page or nothing.
  http::Result PageOfPosted(const http::Request& request) const {
    std::vector<std::string> tasks;
    for (size_t at = posted_.find(R"("client_request_id":")"); at != std::string::npos;
         at = posted_.find(R"("client_request_id":")", at + 1)) {
      const std::string mark = posted_.substr(at, posted_.find('}', at) - at);
      tasks.insert(
          tasks.begin(),
          absl::StrCat(R"({"task_id":"T)", tasks.size(),
                       R"(","run_id":"R9","status":"pending","output":{"x":1},"input":{)", mark, "}}"));
    }
    if (lose_ > 0) tasks.erase(tasks.begin(), tasks.begin() + static_cast<std::ptrdiff_t>(lose_));
    tasks.insert(tasks.begin(), malformed_, "");
    size_t page = 0;
    size_t size = 0;
    const char* query = std::strchr(request.url.c_str(), '?');
    EXPECT_EQ(std::sscanf(query, "?page=%zu&page_size=%zu", &page, &size), 2);
    std::string data;
    for (size_t i = size * (page - 1); i < tasks.size() && i < size * page; ++i) {
      if (tasks[i].empty()) return FakeUpstream::Status(206, R"({"message":"Internal Server Error"})");
      absl::StrAppend(&data, data.empty() ? "" : ",", tasks[i]);
    }
    return FakeUpstream::Status(
        200, absl::StrCat(R"({"count":)", tasks.size(), R"(,"status_code":200,"data":[)", data, "]}"));
  }

  static http::Result Lost() { return FakeUpstream::Failed(http::Error::kConnectionLost, true); }
  FakeUpstream upstream_;
  std::atomic<int> posts_{0};
  std::atomic<int> reads_{0};
  std::string posted_;
  size_t lose_ = 0;       // So many of the newest tasks do not exist.
  size_t malformed_ = 0;  // So many tasks that are newer still cannot be listed.
  Options options_;
  FragileStore* store_ = nullptr;
  std::unique_ptr<TaskCreator> creator_;
};

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

TEST_F(LedgerFlow, ARepeatReadsALostAnswerBack) {
  AnswerPosts(Lost(), true);
  EXPECT_EQ(Start(ATask("key", 3)).Wait(), "unknown UNKNOWN CONNECTION_LOST safe");
  EXPECT_EQ(Start(ATask("key", 3)).Wait(), "created R9 replayed read_back");
  const domain::Outcome again = Start(ATask("key", 3)).outcome.get();
  EXPECT_EQ(Describe(again), "created R9 replayed read_back");
  EXPECT_EQ(std::get<domain::Created>(again).task_ids, (std::vector<std::string>{"T0", "T1", "T2"}));
  EXPECT_EQ(posts_, 1);
}

TEST_F(LedgerFlow, ReadsPastATaskThatTheUpstreamCannotList) {
  malformed_ = 1;
  AnswerPosts(Lost(), true);
  EXPECT_EQ(Start(ATask("key", 2)).Wait(), "unknown UNKNOWN CONNECTION_LOST safe");
  EXPECT_EQ(Start(ATask("key", 2)).Wait(), "created R9 replayed read_back");
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

TEST_F(LedgerFlow, WithoutMarksNothingIsLookedFor) {
  options_.read_back.mark_name = "";
  AnswerPosts(Lost(), true);
  Start().Wait();
  EXPECT_EQ(Start().Wait(), "unknown UNKNOWN CONNECTION_LOST safe");
  EXPECT_EQ(reads_, 0);
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
