#include "server/rpc/convert.h"

#include <gmock/gmock.h>
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include <string>
#include <variant>

namespace unpod::rpc {
namespace {

using Kind = domain::Schedule::Kind;
using unpod_task::v1::CreateTaskRequest;

CreateTaskRequest FromJson(const std::string& json) {
  CreateTaskRequest request;
  EXPECT_TRUE(google::protobuf::util::JsonStringToMessage(json, &request).ok());
  return request;
}

TEST(ToTask, TakesOverEveryField) {
  const domain::Task task = ToTask(FromJson(R"({
    "space_token": "st", "pilot": "p", "context": "c", "request_id": "r", "org_handle": "o",
    "documents": [{"name": "1", "contact_number": "2", "email": "3", "alternate_number": "4", "occupation": "5",
      "company_name": "6", "address": "7", "about": "8", "context": "9", "labels": ["10", "11"], "title": "12",
      "description": "13", "document_id": "14"}]})"));
  EXPECT_EQ(task.space_token + task.pilot + task.context + task.request_id + task.org_handle, "stpcro");
  ASSERT_EQ(task.documents.size(), 1u);
  const domain::Document& d = task.documents[0];
  EXPECT_EQ(d.name + d.contact_number + d.email + d.alternate_number + d.occupation + d.company_name +
                d.address + d.about + d.context + d.labels.at(0) + d.labels.at(1) + d.title + d.description +
                d.document_id,
            "1234567891011121314");
}

TEST(ToTask, OrdersVariablesByTheirNames) {
  const domain::Task task = ToTask(FromJson(
      R"({"documents": [{"structured_variables": {"b": [1, "x", null, true], "a": {"z": 1.5}, "c": null}}]})"));
  const domain::Object& structured = task.documents.at(0).structured_variables;
  ASSERT_EQ(structured.size(), 3u);
  const domain::Object texts =
      ToTask(FromJson(R"({"documents": [{"variables": {"z": "", "city": "Pune"}}]})"))
          .documents.at(0)
          .variables;
  ASSERT_EQ(texts.size(), 2u);
  EXPECT_EQ(texts[0].key, "city");
  EXPECT_EQ(std::get<std::string>(texts[0].value.data), "Pune");
  EXPECT_EQ(texts[1].key, "z");
  EXPECT_EQ(structured[0].key, "a");
  EXPECT_EQ(structured[1].key, "b");
  EXPECT_EQ(std::get<domain::List>(structured[1].value.data).size(), 4u);
  EXPECT_TRUE(std::holds_alternative<std::nullptr_t>(structured[2].value.data));
}

TEST(Convert, AValueWithoutAKindIsNoNull) {
  unpod_task::v1::CreateTaskRequest request;
  auto& fields = *request.add_documents()->mutable_structured_variables()->mutable_fields();
  fields["city"];
  fields["list"].mutable_list_value()->add_values();
  fields["none"].set_null_value(google::protobuf::NULL_VALUE);
  const domain::Object structured = ToTask(request).documents.at(0).structured_variables;
  EXPECT_TRUE(std::holds_alternative<domain::NoKind>(structured[0].value.data));
  EXPECT_TRUE(
      std::holds_alternative<domain::NoKind>(std::get<domain::List>(structured[1].value.data)[0].data));
  EXPECT_TRUE(std::holds_alternative<std::nullptr_t>(structured[2].value.data));
}

TEST(ToTask, KnowsEachScheduleAndOnlyThose) {
  EXPECT_EQ(ToTask(FromJson("{}")).schedule.kind, Kind::kNow);
  EXPECT_EQ(ToTask(FromJson(R"({"schedule": {"now": {}}})")).schedule.kind, Kind::kNow);
  EXPECT_EQ(ToTask(FromJson(R"({"schedule": {"auto": {}}})")).schedule.kind, Kind::kAuto);
  const auto at = ToTask(FromJson(R"({"schedule": {"at": "2030-01-02T03:04:05Z"}})")).schedule;
  EXPECT_EQ(at.kind, Kind::kAt);
  EXPECT_EQ(absl::ToUnixSeconds(at.at), 1893553445);
  // What a newer client's choice looks like here: it must not become "now".
  EXPECT_EQ(ToTask(FromJson(R"({"schedule": {}})")).schedule.kind, Kind::kUnrecognized);
}

TEST(FillPreview, MasksTheTokenAndNothingElse) {
  http::Request request;
  request.url = "https://unpod.ai/api/v2/platform/spaces/SPACE/tasks/create/";
  request.headers = {"Authorization: Token secret", "Org-Handle: unpod.tv"};
  request.body = "{}";
  unpod_task::v1::RequestPreview preview;
  FillPreview(request, preview);
  EXPECT_EQ(preview.method(), "POST");
  EXPECT_EQ(preview.path(), "/api/v2/platform/spaces/SPACE/tasks/create/");
  EXPECT_EQ(preview.headers().at("Authorization"), "Token ***");
  EXPECT_EQ(preview.headers().at("Org-Handle"), "unpod.tv");
  EXPECT_EQ(preview.body(), "{}");
}

}  // namespace
}  // namespace unpod::rpc
