#include "server/base/log_line.h"

#include <gtest/gtest.h>

#include <string>

namespace unpod::base {
namespace {

constexpr size_t kRoomy = 1000;

TEST(LogLine, LeavesPrintableTextAsItIs) {
  EXPECT_EQ(OneLine("reason=UPSTREAM_ERROR path=\"/a b\\c\" ~", kRoomy),
            "reason=UPSTREAM_ERROR path=\"/a b\\c\" ~");
  EXPECT_EQ(OneLine("", kRoomy), "");
}

TEST(LogLine, IsOneLineWhateverComes) {
  EXPECT_EQ(OneLine("x\n2026-01-01T00:00:00.000Z warning forged\r\n", kRoomy),
            "x\\n2026-01-01T00:00:00.000Z warning forged\\r\\n");
  EXPECT_EQ(OneLine(std::string("\t\0\x1b[2J\x7f", 7), kRoomy), "\\t\\x00\\x1b[2J\\x7f");
  // What some readers take for the end of a line: NEL, and LINE SEPARATOR.
  EXPECT_EQ(OneLine("a\xc2\x85z\xe2\x80\xa8", kRoomy), "a\\xc2\\x85z\\xe2\\x80\\xa8");
}

TEST(LogLine, HoldsNoByteThatIsNotPrintable) {
  std::string all;
  for (int byte = 0; byte < 256; ++byte) all += static_cast<char>(byte);
  for (const char c : OneLine(all, 2000)) EXPECT_TRUE(c >= 0x20 && c < 0x7f);
}

TEST(LogLine, IsCutWhereItWouldBeTooLong) {
  EXPECT_EQ(OneLine(std::string(20, 'a'), 20), std::string(20, 'a'));
  EXPECT_EQ(OneLine(std::string(21, 'a'), 20), std::string(15, 'a') + "[cut]");
  for (size_t max = 16; max < 60; ++max) {
    const std::string line = OneLine(std::string(100, '\n'), max);
    EXPECT_LE(line.size(), max);
    EXPECT_EQ(line.size() % 2, 1u) << "an escape was cut in two: " << line;
  }
}

}  // namespace
}  // namespace unpod::base
