#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>
#include <memory>
#include <random>
#include <string>
#include <thread>
#include <utility>
#include <variant>
#include <vector>

#include "absl/strings/str_cat.h"
#include "server/flow/task_creator.h"
#include "tests/testing/fake_transport.h"
#include "tests/testing/outcome_text.h"

namespace unpod::flow {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using ::unpod::testing::FakeUpstream;
using ::unpod::testing::OutcomeText;

class CreateTaskFlow : public ::testing::Test {
 protected:
  CreateTaskFlow() {
    options_.base_url = "https://unpod.ai";
    options_.service_token->Set({base::Secret("service-token")});
    options_.retry.initial_backoff = milliseconds(10);
    options_.retry.max_backoff = milliseconds(20);
  }

  ~CreateTaskFlow() override {
    if (creator_ != nullptr) {
      EXPECT_TRUE(creator_->Drain(base::MonotonicNow() + seconds(10)));
    }
  }

  TaskCreator& Creator() {
    if (creator_ == nullptr) creator_ = std::make_unique<TaskCreator>(options_, 1, upstream_.MakeTransport());
    return *creator_;
  }

  static domain::Task ATask() {
    domain::Task task;
    task.space_token = "SPACE";
    task.pilot = "pilot";
    task.documents.emplace_back().contact_number = "1234567890";
    return task;
  }

  struct Call {
    std::shared_ptr<std::promise<domain::Outcome>> promise =
        std::make_shared<std::promise<domain::Outcome>>();
    std::future<domain::Outcome> outcome = promise->get_future();
    std::shared_ptr<flow::Call> flow;
    bool IsAnswered() { return outcome.wait_for(seconds(0)) == std::future_status::ready; }
    std::string Wait() {
      return outcome.wait_for(seconds(10)) == std::future_status::ready ? OutcomeText(outcome.get())
                                                                        : "not answered";
    }
  };

  // A second answer makes the promise throw, and the test with it.
  Call Start(base::Duration deadline = seconds(20), const domain::Task& task = ATask()) {
    Call call;
    call.flow = Creator().Start(
        task,
        MakeCaller(Creator().options(), task.org_handle, caller_token_, base::MonotonicNow() + deadline),
        [promise = call.promise](domain::Outcome outcome) { promise->set_value(std::move(outcome)); });
    return call;
  }

  FakeUpstream upstream_;
  Options options_;
  base::Secret caller_token_;
  std::unique_ptr<TaskCreator> creator_;
};

http::Result Unreachable() {
  return FakeUpstream::Failed(http::Error::kConnect, false);
}

TEST_F(CreateTaskFlow, AnswersCreated) {
  upstream_.SetScript([](int, const http::Request&) { return FakeUpstream::Created(); });
  EXPECT_EQ(Start().Wait(), "created");
  EXPECT_EQ(upstream_.attempts(), 1);
}

TEST_F(CreateTaskFlow, SendsTheCallersTokenAndElseItsOwn) {
  std::vector<std::string> tokens;
  upstream_.SetScript([&](int, const http::Request& request) {
    tokens.push_back(request.headers.front());
    return FakeUpstream::Created();
  });
  Start().Wait();
  caller_token_ = base::Secret("callers-token");
  Start().Wait();
  EXPECT_THAT(tokens, ::testing::ElementsAre("Authorization: Token service-token",
                                             "Authorization: Token callers-token"));
}

// Only this one is taken; others are answered with 401.
FakeUpstream::Script TakeOnly(const std::string& token) {
  return [token](int, const http::Request& request) {
    return request.headers.front() == "Authorization: Token " + token ? FakeUpstream::Created()
                                                                      : FakeUpstream::Status(401);
  };
}

TEST_F(CreateTaskFlow, ARejectedTokenGivesWayToTheOtherOne) {
  options_.service_token->Set({base::Secret("old"), base::Secret("new")});
  upstream_.SetScript(TakeOnly("new"));
  EXPECT_EQ(Start().Wait(), "created");
  EXPECT_EQ(upstream_.attempts(), 2);
  EXPECT_EQ(Start().Wait(), "created");
  EXPECT_EQ(upstream_.attempts(), 3) << "what was accepted is tried first from then on";
}

TEST_F(CreateTaskFlow, TheOtherTokenIsTriedOnce) {
  options_.service_token->Set({base::Secret("old"), base::Secret("older")});
  upstream_.SetScript(TakeOnly("new"));
  EXPECT_EQ(Start().Wait(), "not_executed FAILED_PRECONDITION SERVICE_TOKEN_REJECTED");
  EXPECT_EQ(upstream_.attempts(), 2);
}

TEST_F(CreateTaskFlow, ANewerTokenThatIsFoundMeanwhileIsTried) {
  auto tokens = options_.service_token;
  tokens->Listen({[tokens] { tokens->Set({base::Secret("new")}); }, nullptr});
  upstream_.SetScript(TakeOnly("new"));
  EXPECT_EQ(Start().Wait(), "created");
  EXPECT_EQ(upstream_.attempts(), 2);
  tokens->Listen({});
}

TEST_F(CreateTaskFlow, ACallersTokenIsNeverReplaced) {
  caller_token_ = base::Secret("callers-token");
  upstream_.SetScript(TakeOnly("service-token"));
  EXPECT_EQ(Start().Wait(), "not_executed UNAUTHENTICATED CALLER_TOKEN_REJECTED");
  EXPECT_EQ(upstream_.attempts(), 1);
}

TEST_F(CreateTaskFlow, TriesAgainWhenTheUpstreamWasNotReached) {
  upstream_.SetScript([](int attempt, const http::Request&) {
    return attempt < 3 ? Unreachable() : FakeUpstream::Created();
  });
  EXPECT_EQ(Start().Wait(), "created");
  EXPECT_EQ(upstream_.attempts(), 3);
}

TEST_F(CreateTaskFlow, GivesUpAfterItsLastAttempt) {
  upstream_.SetScript([](int, const http::Request&) { return Unreachable(); });
  EXPECT_EQ(Start().Wait(), "not_executed UNAVAILABLE UPSTREAM_UNREACHABLE");
  EXPECT_EQ(upstream_.attempts(), 4);
}

TEST_F(CreateTaskFlow, NeverTriesAgainWhatMayHaveBeenExecuted) {
  for (const http::Result& result :
       {FakeUpstream::Failed(http::Error::kConnectionLost, true),
        FakeUpstream::Failed(http::Error::kTimeout, true), FakeUpstream::Status(500),
        FakeUpstream::Status(503), FakeUpstream::Status(200), FakeUpstream::Status(206)}) {
    const int before = upstream_.attempts();
    upstream_.SetScript([&](int, const http::Request&) { return result; });
    EXPECT_THAT(Start().Wait(), ::testing::StartsWith("unknown "));
    EXPECT_EQ(upstream_.attempts(), before + 1);
  }
}

TEST_F(CreateTaskFlow, DoesNotTryAgainWhatTheUpstreamRefused) {
  upstream_.SetScript([](int, const http::Request&) { return FakeUpstream::Status(403); });
  EXPECT_EQ(Start().Wait(), "not_executed PERMISSION_DENIED PERMISSION_DENIED");
  EXPECT_EQ(upstream_.attempts(), 1);
}

TEST_F(CreateTaskFlow, PassesOnAThrottleThatOutlastsTheDeadline) {
  upstream_.SetScript([](int, const http::Request&) {
    auto result = FakeUpstream::Status(429);
    result.retry_after = "60";
    return result;
  });
  Call call = Start(seconds(5));
  const domain::Outcome outcome = call.outcome.get();
  ASSERT_EQ(OutcomeText(outcome), "not_executed RESOURCE_EXHAUSTED RATE_LIMITED");
  EXPECT_EQ(std::get<domain::NotExecuted>(outcome).failure.retry_after, absl::Seconds(60));
  EXPECT_EQ(upstream_.attempts(), 1);
}

TEST_F(CreateTaskFlow, RefusesBeforeSending) {
  options_.max_request_bytes = 1024;
  domain::Task invalid;
  EXPECT_EQ(Start(seconds(20), invalid).Wait(), "not_executed INVALID_ARGUMENT INVALID_REQUEST");
  EXPECT_EQ(Start(milliseconds(50)).Wait(), "not_executed DEADLINE_EXCEEDED DEADLINE_TOO_SHORT");
  domain::Task large = ATask();
  large.context = std::string(2000, 'x');
  EXPECT_EQ(Start(seconds(20), large).Wait(), "not_executed RESOURCE_EXHAUSTED REQUEST_TOO_LARGE");
  EXPECT_EQ(upstream_.attempts(), 0);
  EXPECT_EQ(Creator().in_flight(), 0u);
}

TEST_F(CreateTaskFlow, RefusesWithoutAnyToken) {
  options_.service_token->Set({});
  EXPECT_EQ(Start().Wait(), "not_executed UNAUTHENTICATED TOKEN_MISSING");
  EXPECT_EQ(upstream_.attempts(), 0);
}

TEST_F(CreateTaskFlow, RefusesMoreThanItsLimitInFlight) {
  options_.max_in_flight = 1;
  Call first = Start();
  ASSERT_TRUE(upstream_.WaitForAttempts(1));
  EXPECT_EQ(Start().Wait(), "not_executed RESOURCE_EXHAUSTED OVERLOADED");
  upstream_.Answer(1, FakeUpstream::Created());
  EXPECT_EQ(first.Wait(), "created");
}

TEST_F(CreateTaskFlow, DeadlineBeforeAByteLeftCancelsTheAttempt) {
  Call call = Start(milliseconds(150));
  EXPECT_EQ(call.Wait(), "not_executed DEADLINE_EXCEEDED DEADLINE_EXCEEDED");
  EXPECT_EQ(upstream_.cancelled(), 1);
}

TEST_F(CreateTaskFlow, DeadlineAfterAByteLeftAnswersUnknownAndLetsTheAttemptRunOn) {
  Call call = Start(milliseconds(300));
  ASSERT_TRUE(upstream_.WaitForAttempts(1));
  upstream_.LetLeave(1);
  EXPECT_EQ(call.Wait(), "unknown DEADLINE_EXCEEDED DEADLINE_EXCEEDED");
  EXPECT_EQ(upstream_.cancelled(), 0);
  EXPECT_EQ(Creator().in_flight(), 1u) << "the attempt keeps its place";
  upstream_.Answer(1, FakeUpstream::Created());
}

TEST_F(CreateTaskFlow, DeadlineWhileBackingOffIsNotStarted) {
  options_.retry.initial_backoff = seconds(2);
  options_.retry.max_backoff = seconds(2);
  upstream_.SetScript([](int, const http::Request&) { return Unreachable(); });
  // There is time for the backoff when it starts, but the reply margin cuts it.
  options_.reply_margin = milliseconds(2'900);
  EXPECT_EQ(Start(seconds(3)).Wait(), "not_executed DEADLINE_EXCEEDED DEADLINE_EXCEEDED");
}

TEST_F(CreateTaskFlow, ACallerThatLeavesBeforeAByteLeftIsNotCalledFor) {
  Call call = Start();
  ASSERT_TRUE(upstream_.WaitForAttempts(1));
  TaskCreator::Leave(call.flow);
  EXPECT_EQ(call.Wait(), "not_executed CANCELLED CANCELLED");
  EXPECT_EQ(upstream_.cancelled(), 1);
}

TEST_F(CreateTaskFlow, ACallerThatLeavesAfterAByteLeftIsToldThatItIsUnknown) {
  Call call = Start();
  ASSERT_TRUE(upstream_.WaitForAttempts(1));
  upstream_.LetLeave(1);
  TaskCreator::Leave(call.flow);
  EXPECT_EQ(call.Wait(), "unknown CANCELLED CANCELLED");
  EXPECT_EQ(upstream_.cancelled(), 0);
  upstream_.Answer(1, FakeUpstream::Failed(http::Error::kConnectionLost, true));
  EXPECT_TRUE(Creator().Drain(base::MonotonicNow() + seconds(10)));
  EXPECT_EQ(upstream_.attempts(), 1);
}

TEST_F(CreateTaskFlow, ACallerThatLeavesWhileBackingOffEndsTheCall) {
  options_.retry.initial_backoff = seconds(10);
  options_.retry.max_backoff = seconds(10);
  upstream_.SetScript([](int, const http::Request&) { return Unreachable(); });
  Call call = Start(seconds(60));
  ASSERT_TRUE(upstream_.WaitForAttempts(1));
  TaskCreator::Leave(call.flow);
  EXPECT_EQ(call.Wait(), "not_executed CANCELLED CANCELLED");
}

TEST_F(CreateTaskFlow, LeavingAfterTheEndDoesNothing) {
  upstream_.SetScript([](int, const http::Request&) { return FakeUpstream::Created(); });
  Call call = Start();
  EXPECT_EQ(call.Wait(), "created");
  TaskCreator::Leave(call.flow);
  TaskCreator::Leave(call.flow);
}

// Callers leave, deadlines run out and answers come, all at about the same time: each call is answered once
// (a second answer would throw out of the promise), and everything drains.
TEST_F(CreateTaskFlow, IsAnsweredOnceHoweverThingsCross) {
  constexpr int kCalls = 600;
  const unsigned seed = std::random_device{}();
  SCOPED_TRACE(absl::StrCat("seed ", seed));
  upstream_.SetScript([random = std::make_shared<std::minstd_rand>(seed)](int, const http::Request&) {
    switch ((*random)() % 4) {
      case 0:
        return std::optional<http::Result>();
      case 1:
        return std::optional(Unreachable());
      case 2:
        return std::optional(FakeUpstream::Status(500));
      default:
        return std::optional(FakeUpstream::Created());
    }
  });
  std::minstd_rand random(seed);
  std::vector<Call> calls;
  for (int i = 0; i < kCalls; ++i) calls.push_back(Start(milliseconds(105 + random() % 60)));
  std::thread leaver([&] {
    for (int i = 0; i < kCalls; i += 2) {
      const auto& flow = calls[static_cast<size_t>(i)].flow;
      if (flow != nullptr) TaskCreator::Leave(flow);  // On a busy machine its time was too short.
    }
  });
  for (int attempt = 1; attempt <= kCalls; ++attempt) {
    if (attempt % 3 == 0) upstream_.LetLeave(attempt);
    upstream_.Answer(attempt, FakeUpstream::Created());
  }
  leaver.join();
  for (Call& call : calls) EXPECT_NE(call.Wait(), "not answered");
  for (int attempt = 1; attempt <= upstream_.attempts(); ++attempt) {
    upstream_.Answer(attempt, FakeUpstream::Created());
  }
}

TEST_F(CreateTaskFlow, DroppingTheCreatorWithACallInFlightLeaksNothing) {
  Call call = Start();
  ASSERT_TRUE(upstream_.WaitForAttempts(1));
  const std::weak_ptr<flow::Call> flow = call.flow;
  call.flow.reset();
  creator_.reset();
  EXPECT_TRUE(flow.expired());
  EXPECT_FALSE(call.IsAnswered());
}

}  // namespace
}  // namespace unpod::flow
