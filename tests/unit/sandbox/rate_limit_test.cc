#include "sandbox/rate_limit.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "sandbox/backend.h"
#include "sandbox/request.h"

namespace unpod::sandbox {
namespace {

using ::testing::Contains;
using ::testing::Pair;

constexpr int64_t kMinute = 1'770'443'820;  // A whole one.

TEST(RateLimit, LetsSoManyInEachMinute) {
  RateLimit limit(2);
  const absl::Time now = absl::FromUnixSeconds(kMinute + 10);
  EXPECT_EQ(limit.Count("a", now).remaining, 1);
  EXPECT_TRUE(limit.Count("a", now).allowed);
  EXPECT_FALSE(limit.Count("a", now).allowed);
  EXPECT_TRUE(limit.Count("b", now).allowed) << "each token has its own";
  EXPECT_TRUE(limit.Count("a", now + absl::Seconds(50)).allowed) << "the next minute";
}

TEST(RateLimit, OfZeroIsNone) {
  RateLimit none(0);
  for (int i = 0; i < 1000; ++i) EXPECT_TRUE(none.Count("a", absl::FromUnixSeconds(kMinute)).allowed);
}

TEST(RateLimit, StandsInEachAnswerAndRefusesAlsoACreate) {
  Options options;
  options.rate_limit = 1;
  options.now = [] { return absl::FromUnixSeconds(kMinute + 15); };
  Backend backend(options);
  const auto ask = [&](const char* method, const char* path) {
    Request request;
    request.method = method;
    SetTarget(path, request);
    request.headers.emplace_back("authorization", "Token t");
    request.body = R"({"pilot":"p","documents":[{"contact_number":"1234567890"}]})";
    return backend.OnRequest(std::move(request), false).answer;
  };
  const Answer first = ask("GET", "/api/v2/platform/spaces/SPACE/runs/");
  EXPECT_EQ(first.status, 200);
  EXPECT_THAT(first.headers, Contains(Pair("X-RateLimit-Remaining", "0")));
  const Answer second = ask("POST", "/api/v2/platform/spaces/SPACE/tasks/create/");
  EXPECT_EQ(second.status, 429);
  EXPECT_THAT(second.headers, Contains(Pair("Retry-After", "45")));
  EXPECT_THAT(second.headers, Contains(Pair("X-RateLimit-Reset", std::to_string(kMinute + 60))));
  EXPECT_EQ(backend.book().received, 1);
  EXPECT_EQ(backend.book().accepted, 0);
}

}  // namespace
}  // namespace unpod::sandbox
