// The upstream may echo a contact or a token anywhere in its answer; none of it comes through.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_replace.h"
#include "tests/unit/unpod/upstream_bodies.h"
#include "tests/unit/unpod/verdict.h"

namespace unpod::unpod {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kMark[] = "+1 555 0123 Jane Marked";

void ExpectNoMark(const http::Result& result) {
  for (const TokenOwner owner : {TokenOwner::kCaller, TokenOwner::kService}) {
    const auto outcome = Judge(result, owner);
    const domain::Failure* failure = FailureOf(outcome);
    if (failure == nullptr) continue;
    EXPECT_THAT(failure->message, Not(HasSubstr("Marked"))) << result.body;
    for (const auto& violation : failure->violations) {
      EXPECT_THAT(violation.field + violation.description, Not(HasSubstr("Marked"))) << result.body;
    }
    if (failure->resource.has_value()) {
      EXPECT_THAT(failure->resource->type + failure->resource->description, Not(HasSubstr("Marked")))
          << result.body;
    }
  }
}

TEST(Privacy, KeepsWhatAKnownAnswerWouldEcho) {
  for (const KnownAnswer& answer : KnownAnswers()) {
    for (const char* after :
         {"required.", "Failed", "Token", "found", "error", "allowed", "string.", "type"}) {
      const std::string with_mark = std::string(after) + " " + kMark;
      ExpectNoMark(Answered(answer.status, absl::StrReplaceAll(answer.body, {{after, with_mark}}),
                            answer.content_type));
    }
  }
}

TEST(Privacy, KeepsWhatStandsInNamesAndPlaces) {
  const std::string mark = std::string("\"") + kMark + "\"";
  for (const int status : {200, 206, 400, 401, 403, 404, 409, 422, 429, 500}) {
    ExpectNoMark(Answered(status, "{" + mark + ":" + mark + "}"));
    ExpectNoMark(Answered(status, R"({"errors":{"documents":{"0":{)" + mark + ":[" + mark + "]}}}}"));
    ExpectNoMark(Answered(status, R"({"errors":{"documents":{)" + mark + ":[" + mark + "]}}}"));
    ExpectNoMark(Answered(status, R"({"errors":{"pilot":{"x":[)" + mark + "]}}}"));
    ExpectNoMark(Answered(
        status, R"({"errors":{"detail":[{"loc":["body","tasks",0,)" + mark + R"(],"msg":)" + mark + "}]}}"));
    ExpectNoMark(Answered(status, R"({"message":)" + mark + R"(,"error":)" + mark + "}"));
    ExpectNoMark(Answered(status, kMark, kMark));
  }
}

TEST(Privacy, KeepsWhatStandsInHeaders) {
  http::Result result = Answered(429, "{}");
  result.retry_after = kMark;
  result.rate_limit_reset = kMark;
  ExpectNoMark(result);
}

}  // namespace
}  // namespace unpod::unpod
