// Who brings another Unpod token than the one that has placed a request learns of it only if that token may
// read the space.
#include <gtest/gtest.h>

#include <atomic>
#include <string>

#include "server/flow/known_tokens.h"
#include "tests/unit/flow/ledger_flow_case.h"

namespace unpod::flow {
namespace {

class TokenCheck : public LedgerFlow {
 protected:
  // The upstream as these tests need it: creates for everybody, lists for `may_read_`.
  void Serve() {
    upstream_.SetScript([this](int, const http::Request& request) -> std::optional<http::Result> {
      const bool may_read = request.headers.front() == "Authorization: Token " + may_read_;
      if (request.method == http::Method::kPost) {
        ++posts_;
        return FakeUpstream::Created();
      }
      ++reads_;
      return may_read ? FakeUpstream::Status(200, R"({"count":0,"data":[]})") : FakeUpstream::Status(403);
    });
  }

  Caller ACaller(const std::string& token) {
    return MakeCaller(Creator().options(), "", base::Secret(token),
                      base::MonotonicNow() + std::chrono::seconds(20));
  }
  std::string Ask(const std::string& token) {
    Pending pending;
    pending.call = Creator().Start(
        ATask(), ACaller(token),
        [promise = pending.promise](domain::Outcome outcome) { promise->set_value(std::move(outcome)); });
    return pending.Wait();
  }

  std::string may_read_;
  std::atomic<int> posts_{0};
  std::atomic<int> reads_{0};
};

TEST_F(TokenCheck, TheTokenThatHasPlacedItIsAnsweredAtOnce) {
  Serve();
  EXPECT_EQ(Ask("mine"), "created R1");
  EXPECT_EQ(Ask("mine"), "created R1 replayed");
  EXPECT_EQ(reads_, 0);
}

TEST_F(TokenCheck, AnotherOneIsAnsweredOnceItHasReadTheSpace) {
  may_read_ = "another";
  Serve();
  EXPECT_EQ(Ask("mine"), "created R1");
  EXPECT_EQ(Ask("another"), "created R1 replayed");
  EXPECT_EQ(Ask("another"), "created R1 replayed");
  EXPECT_EQ(reads_, 1) << "it is known from then on";
  EXPECT_EQ(posts_, 1);
}

TEST_F(TokenCheck, OneThatMayNotReadTheSpaceLearnsNothing) {
  Serve();
  EXPECT_EQ(Ask("mine"), "created R1");
  EXPECT_EQ(Ask("a stranger's"), "not_executed PERMISSION_DENIED PERMISSION_DENIED");
  EXPECT_EQ(posts_, 1);
}

TEST_F(TokenCheck, AStrangerDoesNotJoinWhatIsInFlight) {
  Pending first;
  first.call = Creator().Start(ATask(), ACaller("mine"), [promise = first.promise](domain::Outcome outcome) {
    promise->set_value(std::move(outcome));
  });
  ASSERT_TRUE(upstream_.WaitForAttempts(1));
  Pending stranger;
  stranger.call = Creator().Start(
      ATask(), ACaller("a stranger's"),
      [promise = stranger.promise](domain::Outcome outcome) { promise->set_value(std::move(outcome)); });
  Serve();
  upstream_.LetLeave(1);
  upstream_.Answer(1, FakeUpstream::Created());
  EXPECT_EQ(first.Wait(), "created R1");
  EXPECT_EQ(stranger.Wait(), "not_executed PERMISSION_DENIED PERMISSION_DENIED");
  EXPECT_EQ(posts_, 0) << "one POST in all: that of the first caller";
}

TEST(KnownTokens, ForgetsTheOldest) {
  KnownTokens known(2);
  const auto digest = [](uint8_t n) {
    ledger::Digest made{};
    made.fill(n);
    return made;
  };
  for (const uint8_t n : {uint8_t{1}, uint8_t{2}, uint8_t{3}}) known.Add(digest(n), base::Secret("t"));
  EXPECT_FALSE(known.Has(digest(1), base::Secret("t")));
  EXPECT_TRUE(known.Has(digest(2), base::Secret("t")));
  EXPECT_TRUE(known.Has(digest(3), base::Secret("t")));
  EXPECT_FALSE(known.Has(digest(3), base::Secret("u")));
}

}  // namespace
}  // namespace unpod::flow
