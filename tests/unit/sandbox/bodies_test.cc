#include "sandbox/bodies.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace unpod::sandbox {
namespace {

TEST(Bodies, AreNamedOnceAndByTheirStatus) {
  std::set<std::string> names;
  for (const NamedBody& body : NamedBodies()) {
    EXPECT_TRUE(names.insert(std::string(body.name)).second) << body.name;
    EXPECT_TRUE(absl::StartsWith(body.name, absl::StrCat(body.answer.status, "_"))) << body.name;
  }
}

TEST(Bodies, AreJsonUnlessTheySayOtherwise) {
  for (const NamedBody& body : NamedBodies()) {
    const Json json = Json::parse(body.answer.text, nullptr, false);
    EXPECT_EQ(json.is_discarded(), body.answer.content_type == "text/html") << body.name;
    if (json.is_discarded()) continue;
    EXPECT_EQ(json.value("status_code", body.answer.status), body.answer.status) << body.name;
    EXPECT_EQ(Dump(json), body.answer.text) << body.name << ": compact, as the backend writes it";
  }
}

TEST(Bodies, AreFoundByName) {
  ASSERT_NE(FindBody("206_invalid_space_token"), nullptr);
  EXPECT_EQ(FindBody("206_invalid_space_token")->text,
            R"({"status_code":206,"message":"Invalid Space Token","data":{}})");
  EXPECT_EQ(FindBody("206_no_such_thing"), nullptr);
}

TEST(Bodies, OfAThrottledRequestSayWhenToComeAgain) {
  EXPECT_THAT(Body("429_rate_limit").headers, testing::Contains(testing::Pair("Retry-After", "60")));
  EXPECT_THAT(Body("429_rate_limit").headers,
              testing::Contains(testing::Pair("X-RateLimit-Reset", "1614556800")));
}

}  // namespace
}  // namespace unpod::sandbox
