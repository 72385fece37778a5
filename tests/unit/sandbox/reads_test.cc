#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "sandbox/bodies.h"
#include "tests/unit/sandbox/backend_case.h"

namespace unpod::sandbox {
namespace {

using testing::ElementsAre;

class Reads : public BackendCase {
 protected:
  // The run's id.
  std::string Store(absl::string_view documents, absl::string_view schedule = "{}") {
    const Answer answer =
        Create(absl::StrCat(R"({"pilot":"space-agent-x","context":" Call it ","documents":)", documents,
                            R"(,"schedule":)", schedule, "}"));
    const Json json = Json::parse(answer.text, nullptr, false);
    return json["data"]["run_id"].get<std::string>();
  }
  std::vector<std::string> Names(absl::string_view target) {
    std::vector<std::string> names;
    const Json list = GetJson(target);
    for (const Json& task : list["data"]) names.push_back(task["input"]["name"].get<std::string>());
    return names;
  }
  std::string RunStatus() { return GetJson("spaces/SPACE/runs/")["data"][0]["status"].get<std::string>(); }
};

TEST_F(Reads, ShowARunAsTheSampleDoes) {
  const std::string run = Store(R"([{}])");
  EXPECT_EQ(
      Shown(Get("spaces/SPACE/runs/")),
      absl::StrCat(
          R"(200 {"count":1,"status_code":200,"message":"Runs Fetched Successfully","data":[{"run_id":")",
          run, R"(","collection_ref":"collection_data_SPACE","run_mode":"prefect","status":"pending",)",
          R"("created":"2026-02-07T05:57:45","modified":"2026-02-07T05:57:45"}]})"));
}

TEST_F(Reads, ShowATaskWithTheKeysOfTheSample) {
  Store(R"([{"name":"John","contact_number":"1234567890","multi_select":"multi","document_id":"d1"}])");
  const Json sample = Json::parse(Body("200_tasks").text, nullptr, false)["data"][0];
  const Json task = GetJson("spaces/SPACE/tasks/")["data"][0];
  std::vector<std::string> expected;
  std::vector<std::string> keys;
  for (const auto& [key, value] : sample.items()) expected.push_back(key);
  for (const auto& [key, value] : task.items()) keys.push_back(key);
  EXPECT_EQ(keys, expected);
  EXPECT_EQ(task["task"]["objective"], "Call it") << "trimmed";
  EXPECT_EQ(task["ref_id"], "d1");
  EXPECT_EQ(Dump(task["input"]),
            R"({"name":"John","contact_number":"1234567890","multi_select":"multi","document_id":"d1",)"
            R"("token":"SPACE","quality":"good"})");
}

TEST_F(Reads, KeepADocumentsTokenAndOverwriteItsQuality) {
  Store(R"([{"token":"mine","quality":"mine"}])");
  const Json input = GetJson("spaces/SPACE/tasks/")["data"][0]["input"];
  EXPECT_EQ(Dump(input), R"({"token":"mine","quality":"good"})");
}

TEST_F(Reads, AreNewestFirstAndPaged) {
  Store(R"([{"name":"a"},{"name":"b"}])");
  Store(R"([{"name":"c"}])");
  EXPECT_THAT(Names("spaces/SPACE/tasks/"), ElementsAre("c", "b", "a"));
  EXPECT_THAT(Names("spaces/SPACE/tasks/?page=1&page_size=2"), ElementsAre("c", "b"));
  EXPECT_THAT(Names("spaces/SPACE/tasks/?page=2&page_size=2"), ElementsAre("a"));
  EXPECT_THAT(Names("spaces/SPACE/tasks/?page=3&page_size=2"), ElementsAre());
  EXPECT_THAT(Names("spaces/SPACE/tasks/?page_size=0"), ElementsAre("c", "b", "a")) << "0 is all";
  EXPECT_THAT(Names("spaces/SPACE/tasks/?page=x&page_size=y"), ElementsAre("c", "b", "a")) << "the defaults";
  EXPECT_EQ(GetJson("spaces/SPACE/tasks/?page_size=1")["count"], 3) << "the total";
  EXPECT_THAT(Names("spaces/OTHER/tasks/"), ElementsAre());
}

TEST_F(Reads, RefuseThePageBeforeTheFirst) {
  EXPECT_EQ(Shown(Get("spaces/SPACE/runs/?page=0")), Shown(Body("206_runs_fetch_failed")));
  EXPECT_EQ(Shown(Get("spaces/SPACE/tasks/?page=0")), Shown(Body("206_tasks_fetch_failed")));
}

TEST_F(Reads, OfARunShowItsTasksOnly) {
  const std::string run = Store(R"([{"name":"a"},{"name":"b"}])");
  Store(R"([{"name":"c"}])");
  EXPECT_THAT(Names(absl::StrCat("spaces/SPACE/runs/", run, "/tasks/")), ElementsAre("b", "a"));
  EXPECT_EQ(Shown(Get("spaces/SPACE/runs/R1/tasks/")), Shown(Body("200_no_tasks"))) << "an unknown run";
}

TEST_F(Reads, OfAnAgentShowItsTasks) {
  Store(R"([{"name":"a"}])");
  EXPECT_THAT(Names("agents/space-agent-x/tasks/"), ElementsAre("a"));
  EXPECT_EQ(Shown(Get("agents/nobody/tasks/")), Shown(Body("404_agent")));
}

TEST_F(Reads, OfAnAgentsExecutionsCountItsTasks) {
  Configure({.task_time = absl::Seconds(20)});
  const std::string run =
      Store(R"([{"name":"John","contact_number":"1234567890"},{"name":"without number"}])");
  const auto execution = [&] { return GetJson("agents/space-agent-x/executions/")["data"][0]; };
  EXPECT_EQ(execution()["run_id"], run);
  EXPECT_EQ(execution()["total_tasks"], 2);
  EXPECT_EQ(execution()["completed_tasks"], 0);
  backend().Advance(absl::Seconds(20));
  EXPECT_EQ(execution()["status"], "completed");
  EXPECT_EQ(execution()["completed_tasks"], 1) << "nobody could be called for the other";
  EXPECT_EQ(Shown(Get("agents/nobody/executions/")), Shown(Body("404_agent")));
  EXPECT_EQ(Shown(Get("agents/space-agent-x/executions/?page=0")), Shown(Body("206_runs_fetch_failed")));
}

TEST_F(Reads, OfOrganizationsTellTheHandle) {
  Request request = GetRequest("organizations/");
  request.headers.pop_back();  // Org-Handle.
  EXPECT_EQ(Ask(request).status, 200);
  EXPECT_EQ(GetJson("organizations/")["data"][0]["domain_handle"], "unpod.tv");
}

TEST_F(Reads, ShowTheProgressOfTime) {
  Configure({.task_time = absl::Seconds(20)});
  const std::string run =
      Store(R"([{"name":"John","contact_number":"1234567890"},{"name":"without number"}])");
  EXPECT_EQ(RunStatus(), "pending");
  backend().Advance(absl::Seconds(5));
  EXPECT_EQ(RunStatus(), "in_progress");
  EXPECT_EQ(GetJson("spaces/SPACE/tasks/")["data"][1]["output"], Json::object());
  backend().Advance(absl::Seconds(15));
  EXPECT_EQ(RunStatus(), "completed");

  const Json tasks = GetJson("spaces/SPACE/tasks/")["data"];
  EXPECT_EQ(tasks[1]["status"], "completed");
  EXPECT_EQ(tasks[1]["output"]["duration"], 15.0);
  EXPECT_EQ(tasks[1]["output"]["start_time"], "2026-02-07 05:57:50.000000");
  EXPECT_EQ(tasks[1]["modified"], "2026-02-07T05:58:05");
  EXPECT_EQ(tasks[0]["status"], "failed") << "nobody could be called";
  EXPECT_EQ(tasks[0]["output"]["error"], "No Contact Number Found");
}

TEST_F(Reads, ShowAScheduledRunAsScheduledUntilItsTime) {
  Store(R"([{}])", R"({"type":"auto"})");
  EXPECT_EQ(RunStatus(), "scheduled");
  backend().Advance(absl::Minutes(10));
  EXPECT_EQ(RunStatus(), "pending");
}

TEST_F(Reads, OfAgentsAndSpacesAskForTheOrganization) {
  for (const char* target : {"agents/", "spaces/", "spaces/SPACE/"}) {
    EXPECT_EQ(Get(target).status, 200) << target;
    Request request = GetRequest(target);
    request.headers.pop_back();
    EXPECT_EQ(Shown(Ask(request)), Shown(Body("400_org_handle"))) << target;
    request.headers.emplace_back("org-handle", "unknown-org");
    EXPECT_EQ(Shown(Ask(request)), Shown(Body("404_organization"))) << target;
  }
  EXPECT_EQ(GetJson("agents/")["data"][1]["handle"], "space-agent-x");
  EXPECT_EQ(GetJson("spaces/SPACE/")["data"]["token"], "SPACE");
  EXPECT_EQ(Shown(Get("spaces/INVALID_SPACE/")), Shown(Body("404_space")));
}

TEST_F(Reads, LeadNowhereFromOtherPaths) {
  EXPECT_EQ(Shown(Get("spaces/SPACE/tasks/cancel/")), Shown(Body("404_html")));
  EXPECT_EQ(Shown(Get("spaces//tasks/")), Shown(Body("404_html")));
  EXPECT_EQ(Shown(Get("nothing")), Shown(Body("404_html")));
}

TEST_F(Reads, AreSentToThePathWithItsSlash) {
  const Answer answer = Get("spaces/SPACE/tasks?page=2");
  EXPECT_EQ(answer.status, 301);
  EXPECT_EQ(answer.text, "");
  EXPECT_EQ(answer.content_type, "text/html");
  EXPECT_THAT(answer.headers,
              ElementsAre(testing::Pair("Location", "/api/v2/platform/spaces/SPACE/tasks/?page=2")));
}

}  // namespace
}  // namespace unpod::sandbox
