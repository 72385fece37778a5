#include "sandbox/json_error.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "sandbox/document.h"

namespace unpod::sandbox {
namespace {

struct Case {
  std::string text;
  std::string error;
};

// What CPython 3.11's json.loads says.
TEST(JsonError, SaysWhatPythonSays) {
  const Case kCases[] = {
      {R"({"pilot": })", "Expecting value: line 1 column 11 (char 10)"},
      {R"({"a":1,})", "Expecting property name enclosed in double quotes: line 1 column 8 (char 7)"},
      {R"([1,])", "Expecting value: line 1 column 4 (char 3)"},
      {R"([1 2])", "Expecting ',' delimiter: line 1 column 4 (char 3)"},
      {R"({"a" 1})", "Expecting ':' delimiter: line 1 column 6 (char 5)"},
      {R"({a:1})", "Expecting property name enclosed in double quotes: line 1 column 2 (char 1)"},
      {R"("abc)", "Unterminated string starting at: line 1 column 1 (char 0)"},
      {"{\"a\":\"\x01\"}", "Invalid control character at: line 1 column 7 (char 6)"},
      {R"("\q")", "Invalid \\escape: line 1 column 2 (char 1)"},
      {R"("\u12")", "Invalid \\uXXXX escape: line 1 column 3 (char 2)"},
      {"1 2", "Extra data: line 1 column 3 (char 2)"},
      {"-", "Expecting value: line 1 column 1 (char 0)"},
      {"01", "Extra data: line 1 column 2 (char 1)"},
      {"1.", "Extra data: line 1 column 2 (char 1)"},
      {"1.e", "Extra data: line 1 column 2 (char 1)"},
      {R"({"a":1)", "Expecting ',' delimiter: line 1 column 7 (char 6)"},
      {"[", "Expecting value: line 1 column 2 (char 1)"},
      {"{", "Expecting property name enclosed in double quotes: line 1 column 2 (char 1)"},
      {R"({"a")", "Expecting ':' delimiter: line 1 column 5 (char 4)"},
      {"tru", "Expecting value: line 1 column 1 (char 0)"},
      {R"("ab\)", "Unterminated string starting at: line 1 column 1 (char 0)"},
      {"{\"a\":1,\n \"b\": x}", "Expecting value: line 2 column 7 (char 14)"},
      {"\"ä\" x", "Extra data: line 1 column 5 (char 4)"},
      {" ", "Expecting value: line 1 column 2 (char 1)"},
  };
  for (const Case& each : kCases) EXPECT_EQ(JsonError(each.text), each.error) << each.text;
}

TEST(JsonError, SaysWhatTheBackendSaysOfNumbersThatAreNone) {
  EXPECT_EQ(JsonError("[NaN]"), "Out of range float values are not JSON compliant: 'NaN'");
  EXPECT_EQ(JsonError("-Infinity"), "Out of range float values are not JSON compliant: '-Infinity'");
}

TEST(JsonError, NamesTheByteThatIsNotUtf8) {
  EXPECT_EQ(JsonError("\x1f\x8b\x08"),
            "'utf-8' codec can't decode byte 0x8b in position 1: invalid start byte");
  EXPECT_EQ(JsonError("\"\xc3(\""),
            "'utf-8' codec can't decode byte 0xc3 in position 1: invalid continuation byte");
  EXPECT_EQ(JsonError("\"\xe2\x82"),
            "'utf-8' codec can't decode byte 0xe2 in position 1: unexpected end of data");
  for (const char* text :
       {"\"\xe0\x80\x80\"", "\"\xed\xa0\x80\"", "\"\xf0\x80\x80\x80\"", "\"\xf4\x90\x80\x80\""}) {
    EXPECT_THAT(JsonError(text), ::testing::EndsWith("in position 1: invalid continuation byte"));
  }
}

TEST(JsonError, IsThereForAByteOrderMark) {
  EXPECT_EQ(JsonError("\xEF\xBB\xBF{}"),
            "Unexpected UTF-8 BOM (decode using utf-8-sig): line 1 column 1 (char 0)");
  EXPECT_TRUE(ParseBody("\xEF\xBB\xBF{}").is_discarded());
}

TEST(JsonError, HasNothingToSayOfJson) {
  for (const char* text :
       {R"({"a":[1,-2.5e+3,"\u00e4\n",null,true,{}]})", " [ ] ", "0", R"("\ud800")", "1e400"}) {
    EXPECT_EQ(JsonError(text), "") << text;
  }
}

TEST(JsonDepth, CountsBracketsOutsideOfStrings) {
  EXPECT_EQ(JsonDepth("1"), 0);
  EXPECT_EQ(JsonDepth(R"({"a":[["[[[\"[[["]]})"), 3);
}

TEST(JsonError, IsAlsoThatOfATextWithMoreAfterANul) {
  const std::string text = std::string("{}\0{}", 5);
  EXPECT_NE(JsonError(text), "");
  EXPECT_TRUE(ParseBody(text).is_discarded());
}

}  // namespace
}  // namespace unpod::sandbox
