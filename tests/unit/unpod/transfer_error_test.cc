#include <gtest/gtest.h>

#include <string>

#include "tests/unit/unpod/verdict.h"

namespace unpod::unpod {
namespace {

enum class Left { kNothing, kPerhaps };

http::Result Broken(http::Error error, Left left, int http_status = 0, std::string body = "") {
  http::Result result;
  result.error = error;
  result.may_have_left = left == Left::kPerhaps;
  result.http_status = http_status;
  result.body = std::move(body);
  return result;
}

std::string VerdictOnBroken(http::Error error, Left left) {
  return Verdict(Judge(Broken(error, left)));
}

TEST(TransferError, ExecutedNothingWhenNothingLeft) {
  using http::Error;
  for (const Error error : {Error::kResolve, Error::kConnect, Error::kTls, Error::kTimeout,
                            Error::kConnectionLost, Error::kResponseTooLarge, Error::kUnreadable}) {
    EXPECT_EQ(VerdictOnBroken(error, Left::kNothing),
              "not_started UNAVAILABLE UPSTREAM_UNREACHABLE after:1s");
  }
  EXPECT_EQ(VerdictOnBroken(Error::kCancelled, Left::kNothing), "not_started CANCELLED CANCELLED");
  EXPECT_EQ(VerdictOnBroken(Error::kInternal, Left::kNothing), "not_started INTERNAL INTERNAL");
}

TEST(TransferError, IsUnknownWhenSomethingMayHaveLeft) {
  using http::Error;
  EXPECT_EQ(VerdictOnBroken(Error::kTimeout, Left::kPerhaps), "unknown UNKNOWN UPSTREAM_TIMEOUT");
  EXPECT_EQ(VerdictOnBroken(Error::kResponseTooLarge, Left::kPerhaps), "unknown UNKNOWN RESPONSE_TOO_LARGE");
  EXPECT_EQ(VerdictOnBroken(Error::kUnreadable, Left::kPerhaps), "unknown UNKNOWN RESPONSE_UNREADABLE");
  EXPECT_EQ(VerdictOnBroken(Error::kInternal, Left::kPerhaps), "unknown UNKNOWN INTERNAL");
  for (const Error error :
       {Error::kConnectionLost, Error::kResolve, Error::kConnect, Error::kTls, Error::kCancelled}) {
    EXPECT_EQ(VerdictOnBroken(error, Left::kPerhaps), "unknown UNKNOWN CONNECTION_LOST");
  }
}

TEST(TransferError, CountsMoreThanHalfAnAnswer) {
  const std::string body = R"({"status_code":200,"data":{"run_id":"R1"}})";
  EXPECT_EQ(Verdict(Judge(Broken(http::Error::kConnectionLost, Left::kPerhaps, 200, body))),
            "unknown UNKNOWN CONNECTION_LOST");
  EXPECT_EQ(Verdict(Judge(Broken(http::Error::kTimeout, Left::kPerhaps, 401, "{}"))),
            "unknown UNKNOWN UPSTREAM_TIMEOUT");
}

TEST(TransferError, TellsTheStatusThatWasRead) {
  EXPECT_EQ(FailureOf(Judge(Broken(http::Error::kResponseTooLarge, Left::kPerhaps, 502)))->http_status, 502);
}

TEST(TransferError, AllowsARetryHintOnlyWhereNothingWasExecuted) {
  for (int error = 1; error <= static_cast<int>(http::Error::kInternal); ++error) {
    const auto outcome = Judge(Broken(static_cast<http::Error>(error), Left::kPerhaps));
    EXPECT_FALSE(FailureOf(outcome)->retry_after.has_value());
  }
}

}  // namespace
}  // namespace unpod::unpod
