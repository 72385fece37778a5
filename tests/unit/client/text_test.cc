#include "client/cli/text.h"

#include <gtest/gtest.h>

namespace unpod::cli {
namespace {

TEST(IsUtf8, TakesWellFormedText) {
  for (const char* good : {"", "plain", "J\xc3\xbcrgen", "\xe0\xa0\x80", "\xed\x9f\xbf", "\xef\xbf\xbf",
                           "\xf0\x90\x80\x80", "\xf4\x8f\xbf\xbf", "\xf0\x9f\x98\x80 x"}) {
    EXPECT_TRUE(IsUtf8(good)) << good;
  }
}

TEST(IsUtf8, RefusesAllElse) {
  for (const char* bad : {"\x80", "\xc0\x80", "\xc1\xbf", "\xc3", "\xc3(", "\xe0\x80\x80", "\xed\xa0\x80",
                          "\xe2\x82", "\xf0\x80\x80\x80", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xff"}) {
    EXPECT_FALSE(IsUtf8(bad)) << bad;
  }
}

TEST(Printable, KeepsTextAndDisarmsControls) {
  EXPECT_EQ(Printable("J\xc3\xbcrgen \xf0\x9f\x98\x80"), "J\xc3\xbcrgen \xf0\x9f\x98\x80");
  EXPECT_EQ(Printable("a\x1b[31mb"), "a?[31mb");
  EXPECT_EQ(Printable("two\nlines\tand\rmore\x7f"), "two lines and?more?");
  EXPECT_EQ(Printable("\xc2\x9b"
                      "31m"),
            "?31m")
      << "U+009B begins a control sequence like ESC [";
  EXPECT_EQ(Printable("\xff x"), "? x");
}

TEST(Wrap, BreaksAtSpaces) {
  EXPECT_EQ(Wrap("one two three", 7, 2), "one two\n  three");
  EXPECT_EQ(Wrap("one two three", 80, 2), "one two three");
  EXPECT_EQ(Wrap("unbreakable", 3, 2), "unbreakable");
}

}  // namespace
}  // namespace unpod::cli
