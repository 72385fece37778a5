#include "client/cli/body.h"

#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>
#include <google/protobuf/util/message_differencer.h>

#include "tests/unit/client/source_example.h"

namespace unpod::cli {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using unpod_task::v1::CreateTaskRequest;

CreateTaskRequest ReadWhole(const std::string& text) {
  CreateTaskRequest request;
  Problems problems;
  ReadBody(text, &request, &problems);
  EXPECT_THAT(problems, IsEmpty()) << text;
  return request;
}

Problems BodyProblems(const std::string& text) {
  CreateTaskRequest request;
  Problems problems;
  ReadBody(text, &request, &problems);
  return problems;
}

void ExpectEqual(const CreateTaskRequest& actual, const std::string& text_proto) {
  CreateTaskRequest expected;
  ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(text_proto, &expected));
  EXPECT_TRUE(google::protobuf::util::MessageDifferencer::Equals(actual, expected)) << actual.DebugString();
}

TEST(ReadBody, TakesTheSourceDocumentsExample) {
  ExpectEqual(ReadWhole(kSourceExample), R"(
    pilot: "space-agent-f1o3qjm1y7q1avvuynv4vprb1"
    context: "Call the lead and discuss the project requirements."
    schedule { now {} }
    documents {
      name: "John Doe"
      contact_number: "1234567890"
      email: "john@example.com"
      alternate_number: "+919876543210"
      occupation: "Sales Manager"
      company_name: "Acme Corp"
      address: "123 Main St, Mumbai"
      about: "Warm lead from webinar"
      context: "Follow up on proposal sent last week"
      labels: "warm-lead"
      labels: "webinar"
      title: "Q1 Outreach"
      description: "Lead from Q1 campaign"
      document_id: "6902fb5840a736e125e80ebc"
    })");
}

TEST(ReadBody, TakesTheSourceDocumentsSmallerExample) {
  ExpectEqual(ReadWhole(R"({"pilot":"p","documents":[{"name":"John Doe","contact_number":"1234567890",
                       "email":"john@example.com","context":"Follow up on proposal"}],
                       "context":"Call the lead","schedule":{"type":"now"}})"),
              R"(pilot: "p" context: "Call the lead" schedule { now {} }
                 documents { name: "John Doe" contact_number: "1234567890" email: "john@example.com"
                             context: "Follow up on proposal" })");
}

TEST(ReadBody, TakesOurOwnNamesBesideTheUpstreams) {
  ExpectEqual(ReadWhole(R"({"space_token":"S","org_handle":"unpod.tv","request_id":"r-1"})"),
              R"(space_token: "S" org_handle: "unpod.tv" request_id: "r-1")");
}

TEST(ReadBody, MakesVariablesOfUnknownDocumentKeys) {
  CreateTaskRequest request = ReadWhole(
      R"({"documents":[{"contact_number":"1234567890","city":"Pune","tier":2,"extra":{"a":[true]}}]})");
  ASSERT_EQ(request.documents(0).variables().size(), 1u);
  EXPECT_EQ(request.documents(0).variables().at("city"), "Pune");
  const auto& fields = request.documents(0).structured_variables().fields();
  ASSERT_EQ(fields.size(), 2u);
  EXPECT_EQ(fields.at("tier").number_value(), 2);
  EXPECT_TRUE(fields.at("extra").struct_value().fields().at("a").list_value().values(0).bool_value());
}

struct BodyRow {
  std::string text;
  std::vector<Problem> problems;
};

TEST(ReadBody, NamesThePathOfWhatIsWrong) {
  const BodyRow rows[] = {
      {"[]", {{"", "must be an object, is an array"}}},
      {R"({"pilot":7})", {{"pilot", "must be a string, is a number (put it into quotes)"}}},
      {R"({"context":null})", {{"context", "must be a string, is null"}}},
      {R"({"documents":{}})", {{"documents", "must be a list, is an object"}}},
      {R"({"documents":[{},"x"]})", {{"documents[1]", "must be an object, is a string"}}},
      {R"({"documents":[{"contact_number":1234567890}]})",
       {{"documents[0].contact_number", "must be a string, is a number (put it into quotes)"}}},
      {R"({"documents":[{"labels":"warm"}]})",
       {{"documents[0].labels", "must be a list of strings, is a string"}}},
      {R"({"documents":[{"labels":["a",true]}]})",
       {{"documents[0].labels[1]", "must be a string, is a boolean"}}},
      {R"({"documents":[{"order":9007199254740993}]})",
       {{"documents[0].order", "is an integer that would be rounded on its way; put it into quotes"}}},
      {R"({"schedule":"now"})", {{"schedule", "must be an object, is a string"}}},
      {R"({"filters":{}})",
       {{"filters", "is never sent: Unpod would call every matching contact of the space"}}},
      {R"({"name":"x"})",
       {{"name", "is not known here; a contact's own variables belong into its document"}}},
  };
  for (const BodyRow& row : rows) EXPECT_EQ(BodyProblems(row.text), row.problems) << row.text;
}

TEST(ReadBody, NamesAllMistakesAtOnce) {
  EXPECT_EQ(BodyProblems(R"({"pilot":1,"documents":[{"name":2},3],"schedule":{"type":"x"},"y":4})").size(),
            5u);
}

TEST(ReadBody, DoesNotRepeatValues) {
  for (const Problem& problem :
       BodyProblems(R"({"pilot":{"secret":1},"context":["secret"], "schedule":{"type":"secret"}})")) {
    EXPECT_THAT(problem.what, testing::Not(testing::HasSubstr("secret")));
  }
}

}  // namespace
}  // namespace unpod::cli
