#include "server/rpc/read_convert.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>

namespace unpod::rpc {
namespace {

domain::Value NestedLists(int levels) {
  domain::Value value{std::string("innermost")};
  for (int i = 0; i < levels; ++i) {
    domain::List list;
    list.push_back(std::move(value));
    value.data = std::move(list);
  }
  return value;
}

domain::Value NestedObjects(int levels) {
  domain::Value value{std::string("innermost")};
  for (int i = 0; i < levels; ++i) {
    domain::Object object;
    object.push_back({"a", std::move(value)});
    value.data = std::move(object);
  }
  return value;
}

// In the place of a task that stands deepest.
unpod_task::v1::ListRunTasksResponse PageWith(domain::Value value) {
  domain::TaskInfo task;
  task.task_id = "T1";
  task.output.emplace();
  task.output->post_call_data.push_back({"value", std::move(value)});
  unpod_task::v1::ListRunTasksResponse response;
  FillTask(std::move(task), "client_request_id", *response.add_tasks());
  return response;
}

// As any client does it, with protobuf's own bound.
bool CanBeRead(const unpod_task::v1::ListRunTasksResponse& response) {
  unpod_task::v1::ListRunTasksResponse read;
  return read.ParseFromString(response.SerializeAsString());
}

TEST(ReadConvert, CutsOffWhatIsNestedTooDeepForAClient) {
  for (const int levels : {1, 20, 29, 30, 31, 32, 33, 34, 45, 46, 47, 48, 49, 60, 99}) {
    EXPECT_TRUE(CanBeRead(PageWith(NestedLists(levels)))) << levels;
    EXPECT_TRUE(CanBeRead(PageWith(NestedObjects(levels)))) << levels;
  }
  EXPECT_NE(PageWith(NestedObjects(30)).DebugString().find("innermost"), std::string::npos);
  EXPECT_NE(PageWith(NestedObjects(60)).DebugString().find("nested too deeply"), std::string::npos);
}

TEST(ReadConvert, TakesTheLastValueOfANameThatComesTwice) {
  domain::Object twice;
  twice.push_back({"a", NestedLists(1)});
  twice.push_back({"a", NestedLists(1)});
  twice.push_back({"b", NestedObjects(1)});
  twice.push_back({"b", {true}});
  const auto response = PageWith({std::move(twice)});
  const auto& fields =
      response.tasks(0).output().post_call_data().fields().at("value").struct_value().fields();
  EXPECT_EQ(fields.at("a").list_value().values_size(), 1);
  EXPECT_TRUE(fields.at("b").bool_value());
}

}  // namespace
}  // namespace unpod::rpc
