#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <string>
#include <utility>

#include "server/domain/text.h"
#include "tests/unit/domain/valid_task.h"

namespace unpod::domain {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

Value Text(const char* text) {
  return {std::string(text)};
}

Value InLists(Value inner, int levels) {
  for (; levels > 0; --levels) {
    List list;
    list.push_back(std::move(inner));
    inner = Value{std::move(list)};
  }
  return inner;
}

std::vector<FieldViolation> Complaints(Object extra) {
  Task task = ValidTask();
  task.documents[0].extra = std::move(extra);
  return Validate(task, {}, kNow);
}

std::vector<std::string> WrongIn(Object extra) {
  std::vector<std::string> fields;
  for (const auto& violation : Complaints(std::move(extra))) fields.push_back(violation.field);
  return fields;
}

TEST(Extra, TakesWhatTheUpstreamCanStore) {
  EXPECT_THAT(
      WrongIn({{"plan", Text("gold")},
               {"visits", {3.0}},
               {"ratio", {0.5}},
               {"flag", {true}},
               {"none", {nullptr}},
               {"empty", Text("")},
               {"Größe", Text("日本")},
               {"nested", {Object{{"name", Text("x")}, {"id", {List{{1.0}, {nullptr}, {Object{}}}}}}}}}),
      IsEmpty());
}

TEST(Extra, TakesNoControlKeyAndNoFieldOfTheDocument) {
  for (const char* key :
       {"token",           "id",           "quality",        "vapi_agent_id", "number_id",
        "agent_id",        "call_type",    "thread_id",      "space_name",    "objective",
        "pre_call_result", "name",         "contact_number", "email",         "alternate_number",
        "occupation",      "company_name", "address",        "about",         "context",
        "labels",          "title",        "description",    "document_id"}) {
    EXPECT_THAT(WrongIn({{key, Text("x")}}), ElementsAre("documents[0].extra." + std::string(key)));
    EXPECT_THAT(WrongIn({{"inside", {Object{{key, Text("x")}}}}}), IsEmpty()) << key;
  }
}

TEST(Extra, TakesNoKeyThatTheStoreRefuses) {
  EXPECT_THAT(WrongIn({{"", Text("x")}}), ElementsAre("documents[0].extra"));
  EXPECT_THAT(WrongIn({{"$set", Text("x")}}), ElementsAre("documents[0].extra.$set"));
  EXPECT_THAT(WrongIn({{"a.b", Text("x")}}), ElementsAre("documents[0].extra.a.b"));
  EXPECT_THAT(WrongIn({{"list", {List{{Object{{"$set", {nullptr}}}}}}}}),
              ElementsAre("documents[0].extra.list[0].$set"));
  EXPECT_THAT(WrongIn({{"map", {Object{{"", {nullptr}}}}}}), ElementsAre("documents[0].extra.map"));
}

TEST(Extra, ShowsOfAKeyOnlyWhatIsFitToBeShown) {
  EXPECT_THAT(WrongIn({{std::string("a\0b", 3), Text("x")}}), ElementsAre("documents[0].extra.?"));
  EXPECT_THAT(WrongIn({{"\xff", Text("x")}}), ElementsAre("documents[0].extra.?"));
  EXPECT_THAT(WrongIn({{"$" + std::string(1000, 'x'), Text("x")}}), ElementsAre("documents[0].extra.?"));
}

TEST(Extra, FindsABadValueInItsPlace) {
  EXPECT_THAT(WrongIn({{"some", {Object{{"key", {List{{1.0}, {std::string("a\0b", 3)}, Text("\xff")}}}}}}}),
              ElementsAre("documents[0].extra.some.key[1]", "documents[0].extra.some.key[2]"));
}

TEST(Extra, TakesOnlyNumbersThatTheStoreHas) {
  using Limits = std::numeric_limits<double>;
  for (const double number : {Limits::quiet_NaN(), Limits::infinity(), -Limits::infinity(), 0x1p53, -0x1p53,
                              0x1p63, Limits::max()}) {
    EXPECT_THAT(WrongIn({{"n", {number}}}), ElementsAre("documents[0].extra.n")) << number;
  }
  for (const double number : {0.0, -0.0, 0x1p53 - 1, 1 - 0x1p53, 4503599627370495.5, Limits::min()}) {
    EXPECT_THAT(WrongIn({{"n", {number}}}), IsEmpty()) << number;
  }
}

// 9007199254740993 is ...992 as a double: nobody sees any more which of them was meant.
TEST(Extra, SaysHowALargeNumberIsSent) {
  const auto complaints = Complaints({{"id_of_order", {Object{{"n", {List{{9007199254740993.0}}}}}}}});
  ASSERT_THAT(complaints, SizeIs(1));
  EXPECT_EQ(complaints[0].field, "documents[0].extra.id_of_order.n[0]");
  EXPECT_THAT(complaints[0].description, HasSubstr("write it as a string"));
}

// Node with keepCase reads {string_value: 'Pune'} as a Value without a kind.
TEST(Extra, TakesNoValueWithoutAKind) {
  EXPECT_THAT(WrongIn({{"city", {NoKind()}}, {"none", {nullptr}}}), ElementsAre("documents[0].extra.city"));
  EXPECT_THAT(WrongIn({{"a", {Object{{"b", {List{{1.0}, {NoKind()}}}}}}}}),
              ElementsAre("documents[0].extra.a.b[1]"));
}

TEST(Extra, NestsFiftyLevels) {
  // Extra itself is the first.
  EXPECT_THAT(WrongIn({{"deep", InLists({1.0}, 49)}}), IsEmpty());
  const auto complaints = Complaints({{"deep", InLists({1.0}, 50)}});
  ASSERT_THAT(complaints, SizeIs(1));
  EXPECT_THAT(complaints[0].field, HasSubstr("documents[0].extra.deep[0]"));
  EXPECT_EQ(complaints[0].description, "is nested over 50 levels deep");
  EXPECT_THAT(WrongIn({{"deep", InLists({1.0}, 5000)}}), SizeIs(1));
}

TEST(Extra, ReportsNoMoreThanTheMost) {
  List list(100'000, Value{std::numeric_limits<double>::quiet_NaN()});
  EXPECT_THAT(WrongIn({{"list", {std::move(list)}}}), SizeIs(kMaxViolations));
}

TEST(Extra, MakesPathsThatAreText) {
  Object extra;
  for (int i = 0; i < 256; ++i)
    extra.push_back({std::string("$") + static_cast<char>(i) + "é", Text("\xff")});
  for (const auto& violation : Complaints(std::move(extra))) {
    EXPECT_TRUE(IsUtf8(violation.field));
    EXPECT_TRUE(IsUtf8(violation.description));
  }
}

}  // namespace
}  // namespace unpod::domain
