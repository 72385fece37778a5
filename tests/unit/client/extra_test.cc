#include "client/cli/extra.h"

#include <gmock/gmock.h>

#include "unpod_task/v1/task_service.pb.h"

namespace unpod::cli {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::IsEmpty;

Problems ExtraProblems(const char* text) {
  Problems problems;
  ToStructValue(json::parse(text), "x", &problems);
  return problems;
}

TEST(ToStructValue, KeepsEachKindOfValue) {
  Problems problems;
  auto value = ToStructValue(json::parse(R"({"a":[null,true,"s",1.5,-3],"b":{"c":{}}})"), "x", &problems);
  EXPECT_THAT(problems, IsEmpty());
  const auto& fields = value.struct_value().fields();
  const auto& list = fields.at("a").list_value();
  ASSERT_EQ(list.values_size(), 5);
  EXPECT_TRUE(list.values(0).has_null_value());
  EXPECT_TRUE(list.values(1).bool_value());
  EXPECT_EQ(list.values(2).string_value(), "s");
  EXPECT_EQ(list.values(3).number_value(), 1.5);
  EXPECT_EQ(list.values(4).number_value(), -3);
  EXPECT_TRUE(fields.at("b").struct_value().fields().at("c").has_struct_value());
}

TEST(ToStructValue, TakesIntegersThatADoubleHolds) {
  for (const char* text : {"0", "9007199254740992", "-9007199254740992", "9007199254740994",
                           "9223372036854775808", "-9223372036854775808", "1e22", "0.1"}) {
    EXPECT_THAT(ExtraProblems(text), IsEmpty()) << text;
  }
}

TEST(ToStructValue, RefusesIntegersThatADoubleWouldRound) {
  for (const char* text :
       {"9007199254740993", "-9007199254740993", "9223372036854775807", "18446744073709551615"}) {
    EXPECT_THAT(
        ExtraProblems(text),
        ElementsAre(Problem{"x", "is an integer that would be rounded on its way; put it into quotes"}))
        << text;
  }
  EXPECT_EQ(ExtraProblems(R"({"a":[0,{"b":9007199254740993}]})").at(0).where, "x.a[1].b");
}

// `depth` values inside one another: each the only member of the one before.
json Nested(int depth, const json& around, const json& innermost) {
  json value = innermost;
  for (int i = 0; i < depth; ++i) {
    json outer = around;
    outer.front() = std::move(value);
    value = std::move(outer);
  }
  return value;
}

bool Travels(const json& value) {
  unpod_task::v1::CreateTaskRequest request;
  Problems problems;
  (*request.add_documents()->mutable_structured_variables()->mutable_fields())["x"] =
      ToStructValue(value, "x", &problems);
  if (!problems.empty()) return false;
  unpod_task::v1::CreateTaskRequest received;
  EXPECT_TRUE(received.ParseFromString(request.SerializeAsString()))
      << "protobuf refuses what was let through: " << value.dump();
  return true;
}

TEST(ToStructValue, StopsWhereAReceiverWould) {
  const json object = {{"a", nullptr}};
  const json list = {nullptr};
  EXPECT_TRUE(Travels(Nested(32, object, true)));
  EXPECT_FALSE(Travels(Nested(33, object, true)));
  EXPECT_FALSE(Travels(Nested(32, object, json::object())));
  EXPECT_TRUE(Travels(Nested(48, list, true)));
  EXPECT_FALSE(Travels(Nested(49, list, true)));
  EXPECT_FALSE(Travels(Nested(48, list, json::array())));
  EXPECT_FALSE(Travels(Nested(200, list, true)));
}

}  // namespace
}  // namespace unpod::cli
