#include "server/unpod/classify.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "tests/unit/unpod/upstream_bodies.h"
#include "tests/unit/unpod/verdict.h"

namespace unpod::unpod {
namespace {

using ::testing::StartsWith;

constexpr char kCreationFailed[] = "unknown FAILED_PRECONDITION TASK_CREATION_FAILED";

class KnownAnswerTest : public ::testing::TestWithParam<KnownAnswer> {};

TEST_P(KnownAnswerTest, MeansWhatTheTableSays) {
  const auto& [name, status, body, verdict, content_type] = GetParam();
  const domain::Outcome outcome = Judge(Answered(status, body, content_type));
  EXPECT_EQ(Verdict(outcome), verdict);
  const domain::Failure* failure = FailureOf(outcome);
  if (failure != nullptr) {
    EXPECT_EQ(failure->http_status, status);
    EXPECT_FALSE(failure->message.empty());
  }
}

INSTANTIATE_TEST_SUITE_P(Upstream, KnownAnswerTest, ::testing::ValuesIn(KnownAnswers()),
                         [](const auto& test) { return test.param.name; });

TEST(Classify, TellsACallerThatItsOwnTokenWasRejected) {
  for (const int status : {401, 403}) {
    const auto result = Answered(status, R"({"message":"Token has expired."})");
    EXPECT_EQ(Verdict(Judge(result, TokenOwner::kCaller)),
              "not_started UNAUTHENTICATED CALLER_TOKEN_REJECTED");
    EXPECT_EQ(Verdict(Judge(result, TokenOwner::kService)),
              "not_started FAILED_PRECONDITION SERVICE_TOKEN_REJECTED");
  }
}

TEST(Classify, GoesByTheStatusWhenThereIsNoBody) {
  EXPECT_EQ(VerdictOn(206, ""), kCreationFailed);
  EXPECT_EQ(VerdictOn(400, ""), "not_started INVALID_ARGUMENT UPSTREAM_INVALID");
  EXPECT_EQ(VerdictOn(401, ""), "not_started FAILED_PRECONDITION SERVICE_TOKEN_REJECTED");
  EXPECT_EQ(VerdictOn(403, ""), "not_started PERMISSION_DENIED PERMISSION_DENIED");
  EXPECT_EQ(VerdictOn(404, "", ""), "not_started FAILED_PRECONDITION UPSTREAM_ROUTE_NOT_FOUND");
  EXPECT_EQ(VerdictOn(429, ""), "not_started RESOURCE_EXHAUSTED RATE_LIMITED after:1s");
  EXPECT_EQ(VerdictOn(500, ""), "unknown UNKNOWN UPSTREAM_ERROR");
}

TEST(Classify, HoldsAStatusItDoesNotKnowForUnknown) {
  for (const int status : {201, 202, 204, 226, 100, 0, -1, 600, 999}) {
    EXPECT_EQ(VerdictOn(status, R"({"data":{"run_id":"R1"}})"), "unknown UNKNOWN RESPONSE_UNREADABLE")
        << status;
  }
  for (const int status : {402, 408, 409, 410, 418, 425, 451, 499})
    EXPECT_EQ(VerdictOn(status, "{}"), kCreationFailed) << status;
  for (const int status : {501, 505, 520, 599}) {
    EXPECT_EQ(VerdictOn(status, "{}"), "unknown UNKNOWN UPSTREAM_ERROR") << status;
  }
}

TEST(Classify, FollowsNoRedirect) {
  for (const int status : {300, 301, 302, 307, 308, 304}) {
    EXPECT_EQ(VerdictOn(status, ""), "not_started INTERNAL UPSTREAM_REDIRECT") << status;
  }
}

// A run id in a failure is evidence against "nobody was called".
TEST(Classify, HoldsAFailureThatNamesARunForUnknown) {
  for (const int status : {206, 400, 401, 404, 422, 429}) {
    EXPECT_EQ(VerdictOn(status, R"({"message":"Invalid Space Token","data":{"run_id":"R1"}})"),
              kCreationFailed)
        << status;
    EXPECT_EQ(VerdictOn(status, R"({"message":"Invalid Space Token","run_id":17})"), kCreationFailed)
        << status;
  }
  EXPECT_THAT(VerdictOn(206, R"({"message":"Invalid Space Token","data":{"run_id":""}})"),
              StartsWith("not_started"));
  EXPECT_THAT(VerdictOn(206, R"({"message":"Invalid Space Token","data":{"run_id":null}})"),
              StartsWith("not_started"));
}

TEST(Classify, TellsAPageFromTheApplicationByTypeAndBody) {
  constexpr char kNotFound[] = "not_started NOT_FOUND NOT_FOUND";
  constexpr char kNoRoute[] = "not_started FAILED_PRECONDITION UPSTREAM_ROUTE_NOT_FOUND";
  EXPECT_EQ(VerdictOn(404, R"({"detail":"Not found."})", "text/html"), kNotFound);
  EXPECT_EQ(VerdictOn(404, "", "application/json"), kNotFound);
  EXPECT_EQ(VerdictOn(404, "\n <html>", "application/json"), kNoRoute);
  EXPECT_EQ(VerdictOn(404, "404 page not found", "text/plain"), kNoRoute);
}

TEST(Classify, PutsAComplaintUnderTheNameOfOurField) {
  const auto fields = [](const std::string& errors) {
    return VerdictOn(206, absl::StrCat(R"({"message":"Validation error","errors":)", errors, "}"));
  };
  const std::string invalid = "not_started INVALID_ARGUMENT UPSTREAM_INVALID";
  EXPECT_EQ(fields(R"({"documents":{"0":{"contact_number":["Not a valid string."]}}})"),
            invalid + " documents[0].contact_number");
  EXPECT_EQ(fields(R"({"documents":{"1":{"labels":{"2":["Not a valid string."]}}}})"),
            invalid + " documents[1].labels[2]");
  EXPECT_EQ(fields(R"({"documents":[{},{"email":["Enter a valid email address."]}]})"),
            invalid + " documents[1].email");
  EXPECT_EQ(fields(R"({"pilot":"This field is required."})"), invalid + " pilot");
  // Neither a document that was not sent, nor a name that is none of ours.
  EXPECT_EQ(fields(R"({"documents":{"2":["Not a valid string."]}})"), invalid + " documents");
  EXPECT_EQ(fields(R"({"documents":{"0":{"+15550100":["Not a valid string."]}}})"),
            invalid + " documents[0]");
}

TEST(Classify, SaysInItsOwnWordsWhatIsWrong) {
  const auto description = [](const std::string& complaint) {
    const auto outcome =
        Judge(Answered(206, absl::StrCat(R"({"errors":{"context":[")", complaint, R"("]}})")));
    return FailureOf(outcome)->violations.at(0).description;
  };
  EXPECT_EQ(description("This field is required."), "is required by the upstream");
  EXPECT_EQ(description("This field may not be blank."), "must not be blank");
  EXPECT_EQ(description("John Doe is not a valid choice."), "was refused by the upstream");
}

TEST(Classify, ReadsTheComplaintsOfTheInnerService) {
  const auto verdict = [](const std::string& loc) {
    return VerdictOn(422,
                     absl::StrCat(R"({"errors":{"detail":[{"loc":)", loc, R"(,"msg":"Field required"}]}})"));
  };
  const std::string invalid = "not_started INVALID_ARGUMENT UPSTREAM_INVALID";
  EXPECT_EQ(verdict(R"(["body","tasks",1,"input","contact_number"])"),
            invalid + " documents[1].contact_number");
  EXPECT_EQ(verdict(R"(["body","assignee"])"), invalid + " pilot");
  EXPECT_EQ(verdict(R"(["body","collection_ref"])"), invalid);
  EXPECT_EQ(verdict(R"(["body","tasks",-1,7.5,null,{}])"), invalid + " documents");
  EXPECT_EQ(verdict("[]"), invalid);
}

class Throttled : public ::testing::Test {
 protected:
  std::string Wait(std::string retry_after, std::string reset, std::string body = "{}") {
    http::Result result = Answered(429, std::move(body));
    result.retry_after = std::move(retry_after);
    result.rate_limit_reset = std::move(reset);
    return absl::FormatDuration(FailureOf(Judge(result))->retry_after.value());
  }
};

TEST_F(Throttled, WaitsAsTheHeadersSay) {
  EXPECT_EQ(Wait("7", ""), "7s");
  EXPECT_EQ(Wait(" 0 ", ""), "0");
  EXPECT_EQ(Wait("Sat, 07 Feb 2026 05:58:45 GMT", ""), "1m");
  EXPECT_EQ(Wait("Saturday, 07-Feb-26 05:58:45 GMT", ""), "1m");
  EXPECT_EQ(Wait("Sat Feb  7 05:58:45 2026", ""), "1m");
  EXPECT_EQ(Wait("", "1770443895"), "30s");
  EXPECT_EQ(Wait("7", "1770443895"), "7s");
}

TEST_F(Throttled, WaitsAsHeadersInOtherFormsSay) {
  EXPECT_EQ(Wait("7.5", ""), "7.5s");
  EXPECT_EQ(Wait("0.0", ""), "0");
  EXPECT_EQ(Wait("", "30"), "30s") << "from now on";
  EXPECT_EQ(Wait("", "2.5"), "2.5s");
  EXPECT_EQ(Wait("", "1770443895.5"), "30.5s");
  EXPECT_EQ(Wait("", "1770443895000"), "30s") << "in milliseconds";
  EXPECT_EQ(Wait("", "Sat, 07 Feb 2026 05:58:45 GMT"), "1m");
  EXPECT_EQ(Wait("2026-02-07T05:58:45Z", ""), "1m");
  EXPECT_EQ(Wait("", "", R"({"message":"Try again in 1.5 seconds"})"), "1.5s");
}

TEST_F(Throttled, WaitsAsTheMessageSaysElse) {
  EXPECT_EQ(Wait("", "", R"({"message":"Request was throttled. Expected available in 60 seconds."})"), "1m");
  EXPECT_EQ(Wait("", "1614556800", R"({"error":{"message":"Please try again in 9 seconds."}})"), "9s");
}

TEST_F(Throttled, WaitsNeitherLongNorBackwards) {
  EXPECT_EQ(Wait("86400", ""), "1h");
  EXPECT_EQ(Wait("9223372036854775807", ""), "1h");
  EXPECT_EQ(Wait("Sat, 07 Feb 2009 05:58:45 GMT", ""), "0");
  EXPECT_EQ(Wait("", "99999999999"), "1h");
  EXPECT_EQ(Wait("", "86400"), "1h");
  EXPECT_EQ(Wait("99999999999999999999999999999999", ""), "1h");
  EXPECT_EQ(Wait("7200.5", ""), "1h");
}

TEST_F(Throttled, WaitsASecondWhenNothingUsableIsSaid) {
  EXPECT_EQ(Wait("", ""), "1s");
  EXPECT_EQ(Wait("soon", "later", "<html>"), "1s");
  for (const char* odd : {"-5", "-0.5", "1e9", "inf", "nan", "0x10", ".", "1.2.3", "7 8", "+3",
                          "infinite-past", "infinite-future"}) {
    EXPECT_EQ(Wait(odd, odd), "1s") << odd;
  }
  EXPECT_EQ(Wait("", "0"), "1s");
  EXPECT_EQ(Wait("", "1614556800"), "1s");  // Has passed.
}

}  // namespace
}  // namespace unpod::unpod
