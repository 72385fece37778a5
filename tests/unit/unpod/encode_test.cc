#include "server/unpod/encode.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace unpod::unpod {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Ge;
using ::testing::HasSubstr;
using ::testing::Le;
using ::testing::MatchesRegex;
using ::testing::Not;
using ::testing::StartsWith;

domain::Document JohnDoe() {
  domain::Document document;
  document.name = "John Doe";
  document.contact_number = "1234567890";
  return document;
}

domain::Task Minimal() {
  domain::Task task;
  task.space_token = "8KZAMRAHSXXXXXXMAYNASMJC";
  task.pilot = "p";
  task.documents = {JohnDoe()};
  return task;
}

// The example of the upstream's documentation.
domain::Task Example() {
  domain::Task task;
  task.pilot = "space-agent-f1o3qjm1y7q1avvuynv4vprb1";
  task.context = "Call the lead and discuss the project requirements.";
  domain::Document document = JohnDoe();
  document.email = "john@example.com";
  document.alternate_number = "+919876543210";
  document.occupation = "Sales Manager";
  document.company_name = "Acme Corp";
  document.address = "123 Main St, Mumbai";
  document.about = "Warm lead from webinar";
  document.context = "Follow up on proposal sent last week";
  document.labels = {"warm-lead", "webinar"};
  document.title = "Q1 Outreach";
  document.description = "Lead from Q1 campaign";
  document.document_id = "6902fb5840a736e125e80ebc";
  task.documents = {document};
  return task;
}

TEST(EncodeBody, MakesTheExampleOfTheDocumentation) {
  EXPECT_EQ(
      EncodeBody(Example()),
      R"({"pilot":"space-agent-f1o3qjm1y7q1avvuynv4vprb1","context":"Call the lead and discuss the project requirements.",)"
      R"("schedule":{"type":"now"},"documents":[{"name":"John Doe","email":"john@example.com",)"
      R"("contact_number":"1234567890","alternate_number":"+919876543210","occupation":"Sales Manager",)"
      R"("company_name":"Acme Corp","address":"123 Main St, Mumbai","about":"Warm lead from webinar",)"
      R"("context":"Follow up on proposal sent last week","title":"Q1 Outreach",)"
      R"("description":"Lead from Q1 campaign","document_id":"6902fb5840a736e125e80ebc",)"
      R"("labels":["warm-lead","webinar"]}]})");
}

TEST(EncodeBody, LeavesOutWhatIsAbsent) {
  EXPECT_EQ(EncodeBody(Minimal()), R"({"pilot":"p","schedule":{"type":"now"},)"
                                   R"("documents":[{"name":"John Doe","contact_number":"1234567890"}]})");
}

TEST(EncodeBody, MakesOfEachDocumentAsManyBytesAsSaidBefore) {
  domain::Document nothing;
  domain::Document escaped;
  escaped.name = "\"John\"\\ \n\x01 \u0939";
  domain::Document labelled;
  labelled.labels = {"a", "\"b\""};
  domain::Document extended = Example().documents[0];
  extended.structured_variables = {
      {"tier", {std::string("gold")}}, {"n", {1.5}}, {"list", {domain::List{{true}, {nullptr}}}}};
  domain::Document only_extra;
  only_extra.structured_variables = extended.structured_variables;
  domain::Task task = Minimal();
  task.documents.clear();
  const size_t frame = EncodeBody(task).size();
  for (const domain::Document& document :
       {nothing, escaped, labelled, extended, only_extra, Example().documents[0], Minimal().documents[0]}) {
    task.documents = {document};
    const size_t bytes = EncodeBody(task).size() - frame;
    EXPECT_THAT(DocumentBytes(document), AllOf(Ge(bytes), Le(bytes + 1))) << EncodeBody(task);
  }
}

TEST(EncodeBody, KeepsTheOrderOfTheDocuments) {
  domain::Task task = Minimal();
  task.documents.assign(3, domain::Document());
  for (size_t i = 0; i < 3; ++i) task.documents[i].document_id = std::string(1, static_cast<char>('a' + i));
  EXPECT_THAT(EncodeBody(task),
              HasSubstr(R"("documents":[{"document_id":"a"},{"document_id":"b"},{"document_id":"c"}])"));
}

TEST(EncodeBody, PutsExtraBesideTheFieldsInItsOrder) {
  domain::Task task = Minimal();
  task.documents[0].structured_variables = {{"z", {1.0}}, {"a", {std::string("\"")}}, {"n", {nullptr}}};
  EXPECT_THAT(EncodeBody(task), HasSubstr(R"("contact_number":"1234567890","z":1,"a":"\"","n":null}])"));
  task.documents[0] = {};
  task.documents[0].structured_variables = {{"only", {domain::Object{}}}};
  EXPECT_THAT(EncodeBody(task), HasSubstr(R"("documents":[{"only":{}}])"));
}

TEST(EncodeBody, SchedulesInUtcWithTheOffsetWritten) {
  domain::Task task = Minimal();
  task.schedule = {domain::Schedule::Kind::kAt, absl::FromUnixSeconds(4094713800) + absl::Milliseconds(900)};
  EXPECT_THAT(
      EncodeBody(task),
      HasSubstr(
          R"("schedule":{"type":"custom","calling_date":"2099-10-03","calling_time":"12:30:00+00:00"},)"));
  task.schedule = {domain::Schedule::Kind::kAuto, {}};
  EXPECT_THAT(EncodeBody(task), HasSubstr(R"("schedule":{"type":"auto"},)"));
}

TEST(CreateTaskPath, EndsWithASlashAndKeepsTheTokenInItsPlace) {
  EXPECT_EQ(CreateTaskPath("8KZ_a-1"), "/api/v2/platform/spaces/8KZ_a-1/tasks/create/");
  EXPECT_EQ(CreateTaskPath("../a?b#c d"), "/api/v2/platform/spaces/%2e%2e%2fa%3fb%23c%20d/tasks/create/");
}

TEST(EncodeRequest, HasTheHeadersThatTheUpstreamReads) {
  const auto request = EncodeRequest("https://unpod.ai", Minimal(), "unpod.tv", base::Secret("secret"));
  EXPECT_EQ(request.url, "https://unpod.ai/api/v2/platform/spaces/8KZAMRAHSXXXXXXMAYNASMJC/tasks/create/");
  EXPECT_THAT(request.headers, ElementsAre("Authorization: Token secret", "Accept: application/json",
                                           MatchesRegex(R"(User-Agent: unpod-taskd/[0-9]+\.[0-9]+\.[0-9]+)"),
                                           "Org-Handle: unpod.tv", "Content-Type: application/json"));
  EXPECT_EQ(request.body, EncodeBody(Minimal()));
}

TEST(EncodeRequest, SendsNoEmptyOrgHandle) {
  const auto request = EncodeRequest("https://unpod.ai", Minimal(), "", base::Secret("secret"));
  EXPECT_THAT(request.headers, Not(Contains(StartsWith("Org-Handle"))));
}

TEST(EncodeRequest, HasTheTokenInOnePlaceOnly) {
  const auto request = EncodeRequest("https://unpod.ai", Minimal(), "unpod.tv", base::Secret("secret"));
  EXPECT_THAT(request.url + request.body, Not(HasSubstr("secret")));
  EXPECT_EQ(std::count_if(request.headers.begin(), request.headers.end(),
                          [](const std::string& line) { return line.find("secret") != std::string::npos; }),
            1);
}

}  // namespace
}  // namespace unpod::unpod
