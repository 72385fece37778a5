#include "client/cli/strict_json.h"

#include <gmock/gmock.h>

#include "absl/strings/str_cat.h"

namespace unpod::cli {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

struct JsonRow {
  std::string text;
  Problem problem;
};

TEST(ParseStrict, BuildsTheValueAsItStands) {
  Problems problems;
  auto value = ParseStrict(R"({"a":[1,-2,3.5,true,null,"x",{"b":{}},[]],"c":""})", &problems);
  ASSERT_TRUE(value.has_value());
  EXPECT_THAT(problems, IsEmpty());
  EXPECT_EQ(value->dump(), R"({"a":[1,-2,3.5,true,null,"x",{"b":{}},[]],"c":""})");
}

TEST(ParseStrict, TakesAnyValueAtTheTop) {
  for (const char* text : {"1", "\"x\"", "null", "[]", " {} \n"}) {
    Problems problems;
    EXPECT_TRUE(ParseStrict(text, &problems).has_value()) << text;
  }
}

TEST(ParseStrict, NamesWhatIsWrongAndWhere) {
  const JsonRow rows[] = {
      {"", {"", "is not JSON: it ends too early"}},
      {"{\"a\":1", {"", "is not JSON: it ends too early"}},
      {"{\"a\":1,}", {"", "is not JSON: error near line 1, column 8"}},
      {"{\n \"a\": 1,\n  b: 2}", {"", "is not JSON: error near line 3, column 3"}},
      {"{} x", {"", "is not JSON: error near line 1, column 4"}},
      {"[1e400]", {"", "is not JSON: error near line 1, column 6"}},
      {"\"\xff\"", {"", "is not valid UTF-8"}},
      {std::string("{}\0", 3), {"", "contains a NUL character"}},
      {R"(["\ud800"])", {"", "is not JSON: error near line 1, column 9"}},
      {R"({"a":[1,"x\u0000"]})", {"a[1]", "contains a NUL character"}},
      {R"({"a\u0000":1})", {"a?", "has a NUL character in its name"}},
      {R"({"documents":[{},{"name":"x","name":"y"}]})", {"documents[1].name", "is given twice"}},
      {R"({"a":{"b":1},"a":2})", {"a", "is given twice"}},
      {R"({"a":{"b":1},"c":{"b":1,"b":1}})", {"c.b", "is given twice"}},
      {R"({"a":[{"n":18446744073709551616}]})", {"a[0].n", "is an integer too large for 64 bits"}},
      {R"([[1],[2,-9223372036854775809]])", {"[1][1]", "is an integer too large for 64 bits"}},
  };
  for (const JsonRow& row : rows) {
    Problems problems;
    EXPECT_FALSE(ParseStrict(row.text, &problems).has_value()) << row.text;
    EXPECT_THAT(problems, ElementsAre(row.problem)) << row.text;
  }
}

TEST(ParseStrict, BoundsTheDepth) {
  auto nested = [](size_t depth) { return absl::StrCat(std::string(depth, '['), std::string(depth, ']')); };
  Problems problems;
  EXPECT_TRUE(ParseStrict(nested(kMaxJsonDepth), &problems).has_value());
  EXPECT_FALSE(ParseStrict(nested(kMaxJsonDepth + 1), &problems).has_value());
  EXPECT_EQ(problems.at(0).what, "is nested too deeply");
  EXPECT_FALSE(ParseStrict(std::string(1 << 20, '['), &problems).has_value());
}

}  // namespace
}  // namespace unpod::cli
