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

std::vector<FieldViolation> Complaints(Object variables) {
  Task task = ValidTask();
  task.documents[0].structured_variables = std::move(variables);
  return Validate(task, {}, kNow);
}

std::vector<std::string> WrongIn(Object variables) {
  std::vector<std::string> fields;
  for (const auto& violation : Complaints(std::move(variables))) fields.push_back(violation.field);
  return fields;
}

TEST(Variables, TakesWhatTheUpstreamCanStore) {
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

TEST(Variables, TakesNoControlKeyAndNoFieldOfTheDocument) {
  for (const char* key :
       {"token",           "id",           "quality",        "vapi_agent_id", "number_id",
        "agent_id",        "call_type",    "thread_id",      "space_name",    "objective",
        "pre_call_result", "name",         "contact_number", "email",         "alternate_number",
        "occupation",      "company_name", "address",        "about",         "context",
        "labels",          "title",        "description",    "document_id"}) {
    EXPECT_THAT(WrongIn({{key, Text("x")}}),
                ElementsAre("documents[0].structured_variables." + std::string(key)));
    EXPECT_THAT(WrongIn({{"inside", {Object{{key, Text("x")}}}}}), IsEmpty()) << key;
  }
}

TEST(Variables, TakesNoKeyThatTheStoreRefuses) {
  EXPECT_THAT(WrongIn({{"", Text("x")}}), ElementsAre("documents[0].structured_variables"));
  EXPECT_THAT(WrongIn({{"$set", Text("x")}}), ElementsAre("documents[0].structured_variables.$set"));
  EXPECT_THAT(WrongIn({{"a.b", Text("x")}}), ElementsAre("documents[0].structured_variables.a.b"));
  EXPECT_THAT(WrongIn({{"list", {List{{Object{{"$set", {nullptr}}}}}}}}),
              ElementsAre("documents[0].structured_variables.list[0].$set"));
  EXPECT_THAT(WrongIn({{"map", {Object{{"", {nullptr}}}}}}),
              ElementsAre("documents[0].structured_variables.map"));
}

TEST(Variables, ShowsOfAKeyOnlyWhatIsFitToBeShown) {
  EXPECT_THAT(WrongIn({{std::string("a\0b", 3), Text("x")}}),
              ElementsAre("documents[0].structured_variables.?"));
  EXPECT_THAT(WrongIn({{"\xff", Text("x")}}), ElementsAre("documents[0].structured_variables.?"));
  EXPECT_THAT(WrongIn({{"$" + std::string(1000, 'x'), Text("x")}}),
              ElementsAre("documents[0].structured_variables.?"));
}

TEST(Variables, FindsABadValueInItsPlace) {
  EXPECT_THAT(WrongIn({{"some", {Object{{"key", {List{{1.0}, {std::string("a\0b", 3)}, Text("\xff")}}}}}}}),
              ElementsAre("documents[0].structured_variables.some.key[1]",
                          "documents[0].structured_variables.some.key[2]"));
}

TEST(Variables, TakesOnlyNumbersThatTheStoreHas) {
  using Limits = std::numeric_limits<double>;
  for (const double number : {Limits::quiet_NaN(), Limits::infinity(), -Limits::infinity(), 0x1p53, -0x1p53,
                              0x1p63, Limits::max()}) {
    EXPECT_THAT(WrongIn({{"n", {number}}}), ElementsAre("documents[0].structured_variables.n")) << number;
  }
  for (const double number : {0.0, -0.0, 0x1p53 - 1, 1 - 0x1p53, 4503599627370495.5, Limits::min()}) {
    EXPECT_THAT(WrongIn({{"n", {number}}}), IsEmpty()) << number;
  }
}

// 9007199254740993 is ...992 as a double: nobody sees any more which of them was meant.
TEST(Variables, SaysHowALargeNumberIsSent) {
  const auto complaints = Complaints({{"id_of_order", {Object{{"n", {List{{9007199254740993.0}}}}}}}});
  ASSERT_THAT(complaints, SizeIs(1));
  EXPECT_EQ(complaints[0].field, "documents[0].structured_variables.id_of_order.n[0]");
  EXPECT_THAT(complaints[0].description, HasSubstr("write it as a string"));
}

// Node with keepCase reads {string_value: 'Pune'} as a Value without a kind.
TEST(Variables, TakesNoValueWithoutAKind) {
  EXPECT_THAT(WrongIn({{"city", {NoKind()}}, {"none", {nullptr}}}),
              ElementsAre("documents[0].structured_variables.city"));
  EXPECT_THAT(WrongIn({{"a", {Object{{"b", {List{{1.0}, {NoKind()}}}}}}}}),
              ElementsAre("documents[0].structured_variables.a.b[1]"));
}

TEST(Variables, NestsFiftyLevels) {
  // Extra itself is the first.
  EXPECT_THAT(WrongIn({{"deep", InLists({1.0}, 49)}}), IsEmpty());
  const auto complaints = Complaints({{"deep", InLists({1.0}, 50)}});
  ASSERT_THAT(complaints, SizeIs(1));
  EXPECT_THAT(complaints[0].field, HasSubstr("documents[0].structured_variables.deep[0]"));
  EXPECT_EQ(complaints[0].description, "is nested over 50 levels deep");
  EXPECT_THAT(WrongIn({{"deep", InLists({1.0}, 500)}}), SizeIs(1));
}

TEST(Variables, ReportsNoMoreThanTheMost) {
  List list(100'000, Value{std::numeric_limits<double>::quiet_NaN()});
  EXPECT_THAT(WrongIn({{"list", {std::move(list)}}}), SizeIs(kMaxViolations));
}

TEST(Variables, MakesPathsThatAreText) {
  Object variables;
  for (int i = 0; i < 256; ++i)
    variables.push_back({std::string("$") + static_cast<char>(i) + "é", Text("\xff")});
  for (const auto& violation : Complaints(std::move(variables))) {
    EXPECT_TRUE(IsUtf8(violation.field));
    EXPECT_TRUE(IsUtf8(violation.description));
  }
}

TEST(Variables, OfOneNameInBothKindsAreRefused) {
  Task task = ValidTask();
  task.documents[0].variables = {{"city", Text("Pune")}, {"floor", Text("3")}};
  task.documents[0].structured_variables = {{"floor", {3.0}}};
  const auto found = Validate(task, {}, kNow);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].field, "documents[0].variables.floor");
}

TEST(Variables, ThatAreTextsAreHeldToTheSameNames) {
  Task task = ValidTask();
  task.documents[0].variables = {
      {"", Text("")}, {"$a", Text("")}, {"a.b", Text("")}, {"name", Text("")}, {"token", Text("")}};
  const auto found = Validate(task, {}, kNow);
  EXPECT_EQ(found.size(), 5u);
}

}  // namespace
}  // namespace unpod::domain
