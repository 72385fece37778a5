#include "server/unpod/json_writer.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <random>
#include <string>

namespace unpod::unpod {
namespace {

std::string Written(absl::string_view text) {
  std::string out;
  AppendString(text, out);
  return out;
}

std::string Written(double number) {
  std::string out;
  AppendNumber(number, out);
  return out;
}

std::string Written(const domain::Value& value) {
  std::string out;
  AppendValue(value, out);
  return out;
}

TEST(JsonWriter, EscapesOnlyWhatJsonDemands) {
  EXPECT_EQ(Written(""), R"("")");
  EXPECT_EQ(Written("plain /text\x7f"), "\"plain /text\x7f\"");
  EXPECT_EQ(Written("a\"b\\c\nd\re\tf"), R"("a\"b\\c\nd\re\tf")");
  EXPECT_EQ(Written(absl::string_view("\0\x01\x1f", 3)), R"("\u0000\u0001\u001f")");
  EXPECT_EQ(Written("Zoë 日本 😀 \u2028"), "\"Zoë 日本 😀 \u2028\"");
}

TEST(JsonWriter, EscapesAByteWhereverItStands) {
  for (int byte = 0; byte < 256; ++byte) {
    const char c = static_cast<char>(byte);
    const std::string alone = Written(std::string(1, c));
    const std::string escaped = alone.substr(1, alone.size() - 2);
    for (const char around : {'x', '!', '#', '[', ']', '\x7f', '\x80', '\xff'}) {
      for (size_t before = 0; before < 17; ++before) {
        const std::string front(before, around);
        const std::string back(16 - before, around);
        ASSERT_EQ(Written(front + c + back), '"' + front + escaped + back + '"') << byte << " at " << before;
      }
    }
  }
}

TEST(JsonWriter, WritesEachTextSoThatItReadsBack) {
  std::minstd_rand random(7);
  for (int i = 0; i < 2000; ++i) {
    std::string text;
    for (size_t length = random() % 70; length > 0; --length) text += static_cast<char>(random() % 0x80);
    const auto back = nlohmann::json::parse(Written(text), nullptr, false);
    ASSERT_TRUE(back.is_string());
    ASSERT_EQ(back.get<std::string>(), text);
  }
}

TEST(JsonWriter, WritesWholeNumbersAsSuch) {
  EXPECT_EQ(Written(0.0), "0");
  EXPECT_EQ(Written(-0.0), "0");
  EXPECT_EQ(Written(3.0), "3");
  EXPECT_EQ(Written(-17.0), "-17");
  EXPECT_EQ(Written(1e15), "1000000000000000");
  EXPECT_EQ(Written(std::nextafter(0x1p63, 0)), "9223372036854774784");
}

TEST(JsonWriter, WritesOtherNumbersAsShortAsTheyReadBack) {
  EXPECT_EQ(Written(0.1), "0.1");
  EXPECT_EQ(Written(-2.5), "-2.5");
  EXPECT_EQ(Written(1e-7), "1e-07");
  for (const double number : {0.1 + 0.2, 1 / 3.0, std::numeric_limits<double>::min(), 123456.789e-30}) {
    EXPECT_EQ(nlohmann::json::parse(Written(number)).get<double>(), number);
  }
}

TEST(JsonWriter, WritesTrees) {
  using domain::List;
  using domain::Object;
  using domain::Value;
  EXPECT_EQ(Written(Value{List{}}), "[]");
  EXPECT_EQ(Written(Value{Object{}}), "{}");
  const Value tree{
      Object{{"a\"", Value{nullptr}},
             {"b", Value{List{Value{true}, Value{false}, Value{List{}}, Value{Object{}}, Value{1.0}}}},
             {"c", Value{Object{{"d", Value{std::string("{[")}}, {"e", Value{2.5}}}}}}};
  EXPECT_EQ(Written(tree), R"({"a\"":null,"b":[true,false,[],{},1],"c":{"d":"{[","e":2.5}})");
}

}  // namespace
}  // namespace unpod::unpod
