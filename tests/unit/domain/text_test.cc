#include "server/domain/text.h"

#include <gtest/gtest.h>

#include <string>

namespace unpod::domain {
namespace {

TEST(Utf8, IsWhatIsWellFormed) {
  for (const char* text :
       {"", "a", "plain text of more than eight bytes", "Zoë", "日本語のテキスト", "😀", "\x7f", "\u0080",
        "\u07ff", "\u0800", "\ud7ff", "\ue000", "\uffff", "\U00010000", "\U0010ffff"}) {
    EXPECT_TRUE(IsUtf8(text)) << text;
  }
}

TEST(Utf8, IsNothingElse) {
  for (const char* text : {"\x80",
                           "\xbf",
                           "\xff",
                           "\xfe",
                           "\xc0\x80",
                           "\xc1\xbf",
                           "\xe0\x80\x80",
                           "\xe0\x9f\xbf",
                           "\xed\xa0\x80",
                           "\xed\xbf\xbf",
                           "\xf0\x80\x80\x80",
                           "\xf0\x8f\xbf\xbf",
                           "\xf4\x90\x80\x80",
                           "\xf5\x80\x80\x80",
                           "\xc3",
                           "\xe2\x82",
                           "\xf0\x9f\x98",
                           "\xc3(",
                           "\xe2(\xa1",
                           "\xe2\x82(",
                           "\xf0\x9f\x98(",
                           "twelve bytes\xff",
                           "\xff twelve bytes"}) {
    EXPECT_FALSE(IsUtf8(text)) << text;
  }
}

// Texts are looked at eight bytes at a time, the last eight once more.
TEST(TextProblem, IsFoundAtEachPlaceOfEachLength) {
  for (size_t length = 1; length <= 40; ++length) {
    ASSERT_EQ(TextProblem(std::string(length, '\x01')), nullptr) << length;
    for (size_t at = 0; at < length; ++at) {
      std::string text(length, 'x');
      text[at] = '\0';
      ASSERT_STREQ(TextProblem(text), "contains a NUL character") << length << " " << at;
      text[at] = '\x80';
      ASSERT_STREQ(TextProblem(text), "is not UTF-8") << length << " " << at;
    }
  }
}

TEST(TextProblem, IsNoneOfATextInAnyScript) {
  for (const char* text : {"", "a\tb\nc\x01\x7f", "Zoë 日本 😀 \u2028"})
    EXPECT_EQ(TextProblem(text), nullptr) << text;
  EXPECT_STREQ(TextProblem(absl::string_view("日本\0", 7)), "contains a NUL character");
}

TEST(Blank, IsWhatPythonStripsToNothing) {
  for (const char* text :
       {"", " ", "\t\n\v\f\r ", "\x1c\x1d\x1e\x1f", "\u00a0\u2003\u3000", "\u0085", "\u2028 \u205f"}) {
    EXPECT_TRUE(IsBlank(text)) << text;
  }
  for (const char* text : {"x", " x ", "\u200b", "\x01", "\xc2", "\xff", " \u00a0."})
    EXPECT_FALSE(IsBlank(text)) << text;
}

TEST(VisibleAscii, HasNoSpaceAndNoControl) {
  EXPECT_TRUE(IsVisibleAscii("!~aZ09", 6));
  EXPECT_FALSE(IsVisibleAscii("!~aZ09", 5));
  EXPECT_FALSE(IsVisibleAscii("", 5));
  for (const char* text : {" ", "a b", "a\r", "a\n", "a\x7f", "é", "\t"})
    EXPECT_FALSE(IsVisibleAscii(text, 9)) << text;
  EXPECT_FALSE(IsVisibleAscii(absl::string_view("a\0", 2), 9));
}

}  // namespace
}  // namespace unpod::domain
