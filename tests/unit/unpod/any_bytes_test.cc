// Whatever comes back, the verdict is one of three, and "created" only for what proves it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <string>
#include <variant>

#include "tests/unit/unpod/upstream_bodies.h"
#include "tests/unit/unpod/verdict.h"

namespace unpod::unpod {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr int kStatuses[] = {200, 206, 400, 404, 422, 429};

TEST(AnyBytes, CutAtEachByteProveNothing) {
  for (const KnownAnswer& answer : KnownAnswers()) {
    for (size_t length = 0; length < answer.body.size(); ++length) {
      const std::string verdict =
          VerdictOn(answer.status, answer.body.substr(0, length), answer.content_type);
      ASSERT_THAT(verdict, Not(StartsWith("created"))) << answer.body.substr(0, length);
      if (answer.status != 206) continue;
      ASSERT_THAT(verdict, StartsWith("unknown")) << answer.body.substr(0, length);
    }
  }
}

TEST(AnyBytes, WithOneByteChangedNeverMakeAFailureASuccess) {
  std::minstd_rand random(20260207);
  for (const KnownAnswer& answer : KnownAnswers()) {
    if (answer.body.empty() || answer.verdict.rfind("created", 0) == 0) continue;
    for (int i = 0; i < 200; ++i) {
      std::string body = answer.body;
      body[random() % body.size()] = static_cast<char>(random());
      ASSERT_THAT(VerdictOn(answer.status, body, answer.content_type), Not(StartsWith("created"))) << body;
    }
  }
}

// Bytes out of an alphabet that makes JSON likely.
TEST(AnyBytes, AtRandomAreOneOfTheThree) {
  const std::string alphabet = "{}[]\":,\\ \n0123456789.eE-+truefalsn\xff\x80";
  const std::string words[] = {
      "\"data\"", "\"run_id\"",    "\"errors\"", "\"status\"", "\"task_ids\"",
      "\"R1\"",   "\"documents\"", "\"detail\"", "\"loc\"",    "{\"status_code\":200,"};
  std::minstd_rand random(1);
  for (int i = 0; i < 20'000; ++i) {
    std::string body;
    for (size_t pieces = random() % 24; pieces > 0; --pieces) {
      if (random() % 3 == 0) {
        body += words[random() % std::size(words)];
      } else {
        body += alphabet[random() % alphabet.size()];
      }
    }
    for (const int status : kStatuses) {
      const auto outcome = Judge(Answered(status, body));
      if (std::holds_alternative<domain::Created>(outcome)) {
        ASSERT_EQ(status, 200) << body;
        ASSERT_THAT(body, HasSubstr("\"R1\""));
      }
    }
  }
}

TEST(AnyBytes, NestedDeeplyAreUnreadable) {
  for (const size_t levels : {101u, 200'000u}) {
    const std::string open(levels, '[');
    const std::string close(levels, ']');
    EXPECT_EQ(VerdictOn(200, R"({"data":{"run_id":"R1"},"x":)" + open + close + "}"),
              "unknown UNKNOWN RESPONSE_UNREADABLE");
    EXPECT_EQ(VerdictOn(206, R"({"message":"Invalid Space Token","x":)" + open + close + "}"),
              "unknown FAILED_PRECONDITION TASK_CREATION_FAILED");
    EXPECT_EQ(VerdictOn(200, open), "unknown UNKNOWN RESPONSE_UNREADABLE");
    EXPECT_EQ(VerdictOn(400, open), "not_started INVALID_ARGUMENT UPSTREAM_INVALID");
  }
}

TEST(AnyBytes, NestedALittleAreFine) {
  const std::string nested = std::string(99, '[') + std::string(99, ']');
  EXPECT_EQ(VerdictOn(200, R"({"data":{"run_id":"R1"},"x":)" + nested + "}"), "created R1");
  EXPECT_EQ(
      VerdictOn(206, R"({"message":"Invalid Space Token","x":")" + std::string(500, '[') + "\\\"[" + "\"}"),
      "not_started NOT_FOUND SPACE_NOT_FOUND resource:space");
}

TEST(AnyBytes, OfManyComplaintsAreCutOff) {
  std::string errors;
  for (int i = 0; i < 5000; ++i) errors += (i == 0 ? "\"x" : ",\"x") + std::to_string(i) + '"';
  const auto outcome = Judge(Answered(206, R"({"errors":{"pilot":[)" + errors + "]}}"));
  EXPECT_EQ(Verdict(outcome), "not_started INVALID_ARGUMENT UPSTREAM_INVALID pilot");
}

TEST(AnyBytes, InAVeryLargeFailureAreNotLookedAt) {
  const std::string body = R"({"message":"Invalid Space Token","x":")" + std::string(1 << 20, 'x') + "\"}";
  EXPECT_EQ(VerdictOn(206, body), "unknown FAILED_PRECONDITION TASK_CREATION_FAILED");
}

}  // namespace
}  // namespace unpod::unpod
