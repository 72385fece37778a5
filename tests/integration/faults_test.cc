// Each fault that the sandbox can script: the right code, the right verdict, and at most one POST in its
// book.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "sandbox/sandbox.h"
#include "tests/integration/client_under_test.h"
#include "tests/integration/hung_listener.h"

namespace unpod::integration {
namespace {

using sandbox::Close;
using sandbox::Edit;
using sandbox::Fault;

class Faults : public ::testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(upstream_.Start().ok()); }

  // What one create for `id` comes to while the next create meets `fault`.
  std::string CreateMeeting(Fault fault, const std::string& id = "d1") {
    EXPECT_TRUE(upstream_.Script(std::move(fault)).ok());
    return Describe(Client().Create(id));
  }

  ClientUnderTest& Client() {
    if (client_ == nullptr) client_ = std::make_unique<ClientUnderTest>(options_(), curl_);
    return *client_;
  }

  int64_t Received(const std::string& id) { return upstream_.CountBy("document_id")[id].received; }
  int64_t Accepted(const std::string& id) { return upstream_.CountBy("document_id")[id].accepted; }

  sandbox::Sandbox upstream_;
  std::function<flow::Options()> options_ = [this] {
    return ClientUnderTest::DefaultOptions(upstream_.url());
  };
  http::CurlOptions curl_;
  std::unique_ptr<ClientUnderTest> client_;
};

TEST_F(Faults, NoneMeansCreated) {
  EXPECT_EQ(CreateMeeting({}), "created");
  EXPECT_EQ(Accepted("d1"), 1);
}

TEST_F(Faults, AStatusMapIsReadAsWell) {
  EXPECT_EQ(CreateMeeting({.status_form = sandbox::StatusForm::kMap}), "created");
}

struct Answer {
  const char* body;
  const char* expected;
};

void PrintTo(const Answer& answer, std::ostream* out) {
  *out << answer.body;
}

class Answers : public Faults, public ::testing::WithParamInterface<Answer> {};

TEST_P(Answers, AreJudgedByTheTable) {
  EXPECT_EQ(CreateMeeting({.body = GetParam().body}), GetParam().expected);
  EXPECT_EQ(Received("d1"), 1);
}

INSTANTIATE_TEST_SUITE_P(
    EachStatus, Answers,
    ::testing::Values(Answer{"206_validation_context", "not_executed INVALID_ARGUMENT UPSTREAM_INVALID"},
                      Answer{"206_invalid_space_token", "not_executed NOT_FOUND SPACE_NOT_FOUND"},
                      Answer{"206_no_access", "not_executed PERMISSION_DENIED SPACE_ACCESS_DENIED"},
                      Answer{"206_task_creation_failed", "unknown FAILED_PRECONDITION TASK_CREATION_FAILED"},
                      Answer{"301_no_slash", "not_executed INTERNAL UPSTREAM_REDIRECT"},
                      Answer{"400_no_documents", "not_executed INVALID_ARGUMENT UPSTREAM_INVALID"},
                      Answer{"401_invalid_token", "not_executed FAILED_PRECONDITION SERVICE_TOKEN_REJECTED"},
                      Answer{"403_token_expired", "not_executed FAILED_PRECONDITION SERVICE_TOKEN_REJECTED"},
                      Answer{"403_no_permission", "not_executed PERMISSION_DENIED PERMISSION_DENIED"},
                      Answer{"404_space", "not_executed NOT_FOUND NOT_FOUND"}));

TEST_F(Faults, AnyOtherSuccessStatusIsUnknown) {
  EXPECT_EQ(CreateMeeting({.status = 201, .text = "{}"}), "unknown UNKNOWN RESPONSE_UNREADABLE");
}

TEST_F(Faults, AnHtml500AfterStoringIsUnknownAndNotRepeated) {
  EXPECT_EQ(CreateMeeting({.status = 500, .text = "<h1>Server Error</h1>", .accept = true}),
            "unknown UNKNOWN UPSTREAM_ERROR");
  EXPECT_EQ(Accepted("d1"), 1);
}

TEST_F(Faults, A502FromAProxyIsUnknown) {
  EXPECT_EQ(CreateMeeting({.status = 502, .text = "<html>502</html>"}), "unknown UNKNOWN UPSTREAM_ERROR");
  EXPECT_EQ(Received("d1"), 1);
}

TEST_F(Faults, A200WithoutRunIdIsUnknown) {
  EXPECT_EQ(CreateMeeting({.edit = Edit::kWithoutRunId}), "unknown UNKNOWN RUN_ID_MISSING");
}

TEST_F(Faults, TruncatedAndInvalidJsonAreUnknown) {
  EXPECT_EQ(CreateMeeting({.edit = Edit::kTruncated}, "d1"), "unknown UNKNOWN RESPONSE_UNREADABLE");
  EXPECT_EQ(CreateMeeting({.edit = Edit::kInvalid}, "d2"), "unknown UNKNOWN RESPONSE_UNREADABLE");
  EXPECT_EQ(Accepted("d1"), 1);
  EXPECT_EQ(Accepted("d2"), 1);
}

TEST_F(Faults, AThrottledCallIsMadeAgainAndThenCreated) {
  EXPECT_EQ(CreateMeeting({.status = 429, .text = "{}", .headers = {{"Retry-After", "1"}}}), "created");
  EXPECT_EQ(Received("d1"), 2);
  EXPECT_EQ(Accepted("d1"), 1);
}

TEST_F(Faults, AThrottleLongerThanTheDeadlineIsPassedOn) {
  ASSERT_TRUE(upstream_.Script({.status = 429, .text = "{}", .headers = {{"Retry-After", "60"}}}).ok());
  const domain::Outcome outcome = Client().Create("d1", std::chrono::seconds(3));
  EXPECT_EQ(Describe(outcome), "not_executed RESOURCE_EXHAUSTED RATE_LIMITED");
  EXPECT_EQ(std::get<domain::NotExecuted>(outcome).failure.retry_after, absl::Seconds(60));
  EXPECT_EQ(Received("d1"), 1);
}

TEST_F(Faults, ACloseWhereverItComesAfterSendingIsUnknownAndNothingIsSentAgain) {
  int number = 0;
  for (const Close close :
       {Close::kOnFirstByte, Close::kAfterHeaders, Close::kAfterRequest, Close::kMidResponse}) {
    for (const bool reset : {false, true}) {
      const std::string id = absl::StrCat("close", ++number);
      EXPECT_EQ(CreateMeeting({.close = close, .reset = reset}, id), "unknown UNKNOWN CONNECTION_LOST") << id;
      EXPECT_LE(Received(id), 1) << id;
    }
  }
}

// The one that libcurl hides: it would send the POST a second time, and its caller would see one clean 200.
TEST_F(Faults, AReusedConnectionThatDiesAfterThePostWasReadIsNotSentAgain) {
  for (const bool reset : {false, true}) {
    SCOPED_TRACE(reset);
    const std::string id = reset ? "reset" : "closed";
    ASSERT_EQ(Describe(Client().Create("first")), "created");
    EXPECT_EQ(CreateMeeting({.reused = true, .close = Close::kAfterRequest, .reset = reset}, id),
              "unknown UNKNOWN CONNECTION_LOST");
    EXPECT_EQ(Received(id), 1);
    EXPECT_EQ(Accepted(id), 1);
    EXPECT_EQ(upstream_.faults_left(), 0) << "the connection was not reused: nothing was tested";
  }
}

TEST_F(Faults, AReusedConnectionThatDiesBeforeThePostIsReadIsNotSentAgainEither) {
  ASSERT_EQ(Describe(Client().Create("first")), "created");
  EXPECT_EQ(CreateMeeting({.reused = true, .close = Close::kOnFirstByte}), "unknown UNKNOWN CONNECTION_LOST");
  EXPECT_EQ(Received("d1"), 0);
}

TEST_F(Faults, ASlowAnswerIsWaitedFor) {
  EXPECT_EQ(CreateMeeting({.delay = absl::Milliseconds(300)}, "d1"), "created");
  EXPECT_EQ(CreateMeeting({.drip = absl::Milliseconds(2), .drip_bytes = 8}, "d2"), "created");
}

TEST_F(Faults, AnAnswerThatNeverComesEndsTheAttemptAsUnknown) {
  options_ = [this] {
    auto options = ClientUnderTest::DefaultOptions(upstream_.url());
    options.attempt_timeout = absl::Milliseconds(300);
    return options;
  };
  EXPECT_EQ(CreateMeeting({.delay = absl::Seconds(30)}), "unknown UNKNOWN UPSTREAM_TIMEOUT");
  EXPECT_EQ(Accepted("d1"), 1);
}

TEST_F(Faults, TheCallersDeadlineIsAnsweredInTimeAndTheAttemptRunsOn) {
  ASSERT_TRUE(upstream_.Script({.delay = absl::Milliseconds(900)}).ok());
  const auto start = base::MonotonicNow();
  EXPECT_EQ(Describe(Client().Create("d1", std::chrono::milliseconds(400))),
            "unknown DEADLINE_EXCEEDED DEADLINE_EXCEEDED");
  EXPECT_LT(base::MonotonicNow() - start, std::chrono::milliseconds(800));
  EXPECT_EQ(Client().creator().in_flight(), 1u);
  EXPECT_TRUE(Client().creator().Drain(base::MonotonicNow() + std::chrono::seconds(5)));
  EXPECT_EQ(Accepted("d1"), 1);
}

TEST_F(Faults, ACallerThatLeavesIsAnsweredAndTheAttemptRunsOn) {
  ASSERT_TRUE(upstream_.Script({.delay = absl::Milliseconds(500)}).ok());
  auto started = Client().Start(ClientUnderTest::TaskFor("d1"));
  ASSERT_TRUE(
      upstream_.WaitFor([](const sandbox::Book& book) { return book.received == 1; }, absl::Seconds(5)));
  flow::TaskCreator::Leave(started.call);
  EXPECT_EQ(Describe(started.outcome.get()), "unknown CANCELLED CANCELLED");
  EXPECT_TRUE(Client().creator().Drain(base::MonotonicNow() + std::chrono::seconds(5)));
  EXPECT_EQ(Accepted("d1"), 1);
}

TEST_F(Faults, AnEndlessAnswerIsCutAtTheCap) {
  curl_.max_response_bytes = 100'000;
  EXPECT_EQ(CreateMeeting({.endless = true}), "unknown UNKNOWN RESPONSE_TOO_LARGE");
  EXPECT_EQ(Received("d1"), 1);
}

TEST_F(Faults, ARefusedConnectionIsTriedAgainAndThenReported) {
  upstream_.Stop();
  EXPECT_EQ(Describe(Client().Create("d1", std::chrono::seconds(2))),
            "not_executed UNAVAILABLE UPSTREAM_UNREACHABLE");
}

TEST_F(Faults, AnUnknownHostIsReported) {
  options_ = [] { return ClientUnderTest::DefaultOptions("https://nowhere.invalid"); };
  EXPECT_EQ(Describe(Client().Create("d1", std::chrono::seconds(3))),
            "not_executed UNAVAILABLE UPSTREAM_UNREACHABLE");
}

TEST_F(Faults, ATlsHandshakeThatFailsIsNotStarted) {
  // The sandbox speaks plain HTTP: the handshake cannot succeed.
  options_ = [this] {
    return ClientUnderTest::DefaultOptions("https://127.0.0.1:" + std::to_string(upstream_.port()));
  };
  EXPECT_EQ(Describe(Client().Create("d1", std::chrono::seconds(20))),
            "not_executed UNAVAILABLE UPSTREAM_UNREACHABLE");
  EXPECT_EQ(upstream_.book().received, 0);
}

TEST_F(Faults, AConnectTimeoutIsNotStarted) {
  HungListener listener;
  curl_.connect_timeout = absl::Milliseconds(200);
  options_ = [&] {
    auto options = ClientUnderTest::DefaultOptions("http://127.0.0.1:" + std::to_string(listener.port()));
    options.retry.max_attempts = 1;
    return options;
  };
  EXPECT_EQ(Describe(Client().Create("d1")), "not_executed UNAVAILABLE UPSTREAM_UNREACHABLE");
}

TEST_F(Faults, ADeadlineWhileConnectingIsNotStarted) {
  HungListener listener;
  options_ = [&] {
    return ClientUnderTest::DefaultOptions("http://127.0.0.1:" + std::to_string(listener.port()));
  };
  EXPECT_EQ(Describe(Client().Create("d1", std::chrono::milliseconds(300))),
            "not_executed DEADLINE_EXCEEDED DEADLINE_EXCEEDED");
  EXPECT_EQ(Client().creator().in_flight(), 0u);
}

TEST_F(Faults, ManyCallsThroughRandomFaultsAreEachReceivedAtMostOnce) {
  constexpr int kCalls = 400;
  options_ = [this] {
    auto options = ClientUnderTest::DefaultOptions(upstream_.url());
    options.retry.max_attempts = 1;
    return options;
  };
  for (int i = 0; i < kCalls; ++i) {
    Fault fault;
    switch (i % 5) {
      case 1:
        fault.close = Close::kAfterRequest;
        break;
      case 2:
        fault.reused = true;
        fault.close = Close::kAfterRequest;
        fault.reset = true;
        break;
      case 3:
        fault.close = Close::kMidResponse;
        break;
      case 4:
        fault.close = Close::kAfterResponse;
        break;
      default:
        break;
    }
    ASSERT_TRUE(upstream_.Script(std::move(fault)).ok());
  }
  std::vector<std::pair<std::string, ClientUnderTest::Started>> calls;
  for (int i = 0; i < kCalls; ++i) {
    const std::string id = absl::StrCat("d", i);
    calls.emplace_back(id, Client().Start(ClientUnderTest::TaskFor(id)));
  }
  std::vector<std::string> created;
  for (auto& [id, started] : calls) {
    const std::string outcome = Describe(started.outcome.get());
    if (outcome == "created") created.push_back(id);
    EXPECT_THAT(outcome, ::testing::AnyOf("created", "unknown UNKNOWN CONNECTION_LOST")) << id;
  }
  auto book = upstream_.CountBy("document_id");
  for (const auto& [id, count] : book) EXPECT_EQ(count.received, 1) << id;
  for (const std::string& id : created) EXPECT_EQ(book[id].accepted, 1) << id;
  EXPECT_THAT(created, ::testing::Not(::testing::IsEmpty()));
}

}  // namespace
}  // namespace unpod::integration
