#include "server/unpod/read_objects.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <variant>

#include "absl/strings/str_cat.h"
#include "server/domain/object.h"
#include "server/unpod/read_answer.h"
#include "server/unpod/read_request.h"
#include "tests/unit/unpod/upstream_bodies.h"
#include "tests/unit/unpod/verdict.h"

namespace unpod::unpod {
namespace {

using ::testing::ElementsAre;

domain::Object ObjectOf(const std::string& body) {
  auto answer = ReadPage(Answered(200, body), TokenOwner::kService, absl::UnixEpoch());
  return std::move(std::get<Page>(answer).items.at(0));
}
domain::Object Known(const std::string& name) {
  for (const KnownAnswer& known : KnownAnswers()) {
    if (known.name == name) return ObjectOf(known.body);
  }
  ADD_FAILURE() << name;
  return {};
}
domain::Object Data(const std::string& json) {
  return ObjectOf(absl::StrCat(R"({"data":)", json, "}"));
}
std::vector<std::string> Keys(const domain::Object& object) {
  std::vector<std::string> keys;
  for (const domain::Member& member : object) keys.push_back(member.key);
  return keys;
}

TEST(ReadObjects, ATaskOfTheDocumentation) {
  const domain::TaskInfo task = ToTaskInfo(Known("tasks"));
  EXPECT_EQ(task.task_id, "T8ff2ccdffe9a11f0878d43cd8a99e069");
  EXPECT_EQ(task.run_id, "R8ff2ccdefe9a11f0878d43cd8a99e069");
  EXPECT_EQ(task.state, domain::TaskState::kPending);
  EXPECT_EQ(task.upstream_status, "pending");
  EXPECT_EQ(task.pilot, "space-agent-x");
  EXPECT_EQ(task.objective, "Call it");
  EXPECT_EQ(task.execution_type, "call");
  EXPECT_EQ(task.ref_id, "6902fb5840a736e125e80c");
  EXPECT_EQ(task.run_mode, "dev");
  EXPECT_EQ(absl::FormatTime(*task.create_time, absl::UTCTimeZone()), "2026-02-07T05:57:45+00:00");
  EXPECT_EQ(domain::TextOf(task.input, "name"), "John");
  EXPECT_FALSE(task.output.has_value()) << "an empty one is none";
  EXPECT_THAT(Keys(task.other), ElementsAre("_id", "attachments", "user_info"));
}

TEST(ReadObjects, WhatACallCostStandsInEitherPlace) {
  const auto cost = [](const std::string& output) {
    return ToTaskInfo(Data(absl::StrCat(R"({"task_id":"T1","output":)", output, "}"))).output->cost;
  };
  EXPECT_EQ(cost(R"({"cost":0.5})"), 0.5);
  EXPECT_EQ(cost(R"({"cost":0.5,"metadata":{"usage":{}}})"), 0.5);
  EXPECT_EQ(cost(R"({"metadata":{"cost":0.25}})"), 0.25);
  EXPECT_EQ(cost(R"({"cost":null,"metadata":{"cost":0}})"), 0.0);
  EXPECT_EQ(cost(R"({"call_id":"c"})"), std::nullopt);
}

TEST(ReadObjects, ACallThatEnded) {
  const domain::TaskInfo task = ToTaskInfo(Data(R"({"task_id":"T1","status":"completed","output":{
      "call_id":"c","call_end_reason":"customer-ended-call","start_time":"2026-01-31 11:47:38.067021",
      "end_time":"2026-01-31 11:48:38.5","assistant_number":"+15550100","call_summary":"Wants a follow-up.",
      "duration":60.4,"recording_url":null,"transcript":[{"role":"user","content":"Yes.","timestamp":12.5,"x":1},
      7,{"role":"assistant","content":"Bye.","timestamp":"2026-01-31T11:48:00Z"}],
      "post_call_data":{"summary":{"status":"Interested"}},"metadata":{"cost":0.25,"usage":{"llm":3}},
      "call_type":"outbound","call_status":"completed","something_new":[1]}})"));
  ASSERT_TRUE(task.output.has_value());
  const domain::CallOutput& output = *task.output;
  EXPECT_EQ(output.call_id, "c");
  EXPECT_EQ(output.end_reason, "customer-ended-call");
  EXPECT_EQ(absl::ToUnixMicros(*output.start_time), 1769860058067021) << "without a zone it is UTC";
  EXPECT_EQ(absl::FormatDuration(*output.duration), "1m0.4s");
  EXPECT_EQ(output.recording_url, "");
  ASSERT_EQ(output.transcript.size(), 2u);
  EXPECT_EQ(output.transcript[0].content, "Yes.");
  EXPECT_FALSE(output.transcript[0].time.has_value());
  EXPECT_EQ(absl::FormatTime(*output.transcript[1].time, absl::UTCTimeZone()), "2026-01-31T11:48:00+00:00");
  EXPECT_EQ(output.cost, 0.25);
  EXPECT_THAT(Keys(output.post_call_data), ElementsAre("summary"));
  EXPECT_THAT(Keys(output.other), ElementsAre("something_new", "metadata"));
}

TEST(ReadObjects, NoTokenLeaves) {
  const domain::TaskInfo task = ToTaskInfo(
      Data(R"({"task_id":"T1","input":{"token":"SPACE","name":"x"},"user_info":{"user_token":"u"}})"));
  EXPECT_THAT(Keys(task.input), ElementsAre("name"));
  EXPECT_THAT(task.other, ::testing::IsEmpty());
}

TEST(ReadObjects, WhatHasAnotherTypeThanExpectedIsKeptAsItIs) {
  const domain::TaskInfo task = ToTaskInfo(
      Data(R"({"task_id":7,"status":["x"],"created":"yesterday","input":"text","failure_count":"many"})"));
  EXPECT_EQ(task.task_id, "");
  EXPECT_EQ(task.state, domain::TaskState::kUnrecognized);
  EXPECT_FALSE(task.create_time.has_value());
  EXPECT_THAT(Keys(task.other), ElementsAre("task_id", "status", "created", "input", "failure_count"));
}

TEST(ReadObjects, TheIdTellsTheTimeWhereNothingElseDoes) {
  const domain::RunInfo run = ToRunInfo(Data(R"({"run_id":"Recac64fe03e911f1878d43cd8a99e069"})"));
  EXPECT_EQ(absl::FormatTime("%Y-%m-%d %H:%M:%E3S", *run.create_time, absl::UTCTimeZone()),
            "2026-02-07 05:57:45.818");
}

TEST(ReadObjects, ARunOfTheDocumentation) {
  const domain::RunInfo run = ToRunInfo(Known("runs"));
  EXPECT_EQ(run.run_id, "Recac64fe03e911f1878d43cd8a99e069");
  EXPECT_EQ(run.upstream_status, "completed");
  EXPECT_EQ(run.run_mode, "prefect");
  EXPECT_EQ(run.collection_ref, "collection_data_SA2W8R6NZRK6C9PO3JSL1J85");
  EXPECT_TRUE(run.update_time.has_value());
  EXPECT_FALSE(run.progress.has_value()) << "it is counted, not told";
}

TEST(ReadObjects, BothShapesOfASpace) {
  const domain::SpaceInfo current =
      ToSpaceInfo(Data(R"({"id":5,"name":"Leads","token":"SPACE","agent_handle":"a","created_at":"x"})"));
  EXPECT_EQ(current.space_token, "SPACE");
  EXPECT_THAT(Keys(current.other), ElementsAre("id", "agent_handle", "created_at"));
  const domain::SpaceInfo other = ToSpaceInfo(Data(
      R"({"name":"Leads","slug":"leads","token":"SPACE","description":"d","logo":null,"privacy_type":"public",
          "space_type":"contact","content_type":"contact","organization":{"name":"o"}})"));
  EXPECT_EQ(other.content_type, "contact");
  EXPECT_THAT(Keys(other.other), ElementsAre("organization"));
}

TEST(ReadObjects, AnAgentOfTheDocumentation) {
  const domain::AgentInfo agent = ToAgentInfo(Data(
      R"({"handle":"space-agent-x","name":"Support","type":"Voice","state":"published","purpose":"p"})"));
  EXPECT_EQ(agent.handle, "space-agent-x");
  EXPECT_EQ(agent.state, "published");
  EXPECT_TRUE(agent.other.empty());
}

TEST(ReadObjects, EachStatus) {
  using domain::TaskState;
  EXPECT_EQ(TaskStateOf("scheduled"), TaskState::kScheduled);
  EXPECT_EQ(TaskStateOf("processing"), TaskState::kProcessing);
  EXPECT_EQ(TaskStateOf("in_progress"), TaskState::kInProgress);
  EXPECT_EQ(TaskStateOf("hold"), TaskState::kHold);
  EXPECT_EQ(TaskStateOf("failed"), TaskState::kFailed);
  EXPECT_EQ(TaskStateOf("partially_completed"), TaskState::kPartiallyCompleted);
  EXPECT_EQ(TaskStateOf("running"), TaskState::kUnrecognized);
  EXPECT_EQ(TaskStateOf(""), TaskState::kUnrecognized);
}

TEST(ReadObjects, TimesInEachOfTheUpstreamsForms) {
  for (const char* text : {"2026-02-07T05:57:45", "2026-02-07T05:57:45Z", "2026-02-07 05:57:45",
                           "2026-02-07T06:57:45+01:00", "2026-02-07T05:57:45.000"}) {
    ASSERT_TRUE(ReadTime(text).has_value()) << text;
    EXPECT_EQ(absl::ToUnixSeconds(*ReadTime(text)), 1770443865) << text;
  }
  for (const char* text : {"", "2026-02-07", "05:57", "infinite-future", "tomorrow, or the day after"}) {
    EXPECT_FALSE(ReadTime(text).has_value()) << text;
  }
}

TEST(ReadRequest, HasOnlyWhatItIsToldInTheRightPlaces) {
  using Kind = ReadTarget::Kind;
  const auto url = [](const ReadTarget& target) {
    const auto request = EncodeRead("https://unpod.ai", target, 3, 50, "unpod.tv", base::Secret("secret"));
    EXPECT_EQ(request.method, http::Method::kGet);
    EXPECT_EQ(request.body, "");
    EXPECT_THAT(request.headers,
                ::testing::IsSupersetOf({"Authorization: Token secret", "Org-Handle: unpod.tv"}));
    return request.url.substr(std::string("https://unpod.ai/api/v2/platform/").size());
  };
  EXPECT_EQ(url({Kind::kRuns, "S", {}, {}}), "spaces/S/runs/?page=3&page_size=50");
  EXPECT_EQ(url({Kind::kRunTasks, "S", "R1", {}}), "spaces/S/runs/R1/tasks/?page=3&page_size=50");
  EXPECT_EQ(url({Kind::kSpaceTasks, "S", {}, {}}), "spaces/S/tasks/?page=3&page_size=50");
  EXPECT_EQ(url({Kind::kAgentTasks, {}, {}, "a/../b?c"}),
            "agents/a%2f%2e%2e%2fb%3fc/tasks/?page=3&page_size=50");
  EXPECT_EQ(url({Kind::kAgents, {}, {}, {}}), "agents/");
  EXPECT_EQ(url({Kind::kSpaces, {}, {}, {}}), "spaces/");
  EXPECT_EQ(url({Kind::kSpace, "S", {}, {}}), "spaces/S/");
}

}  // namespace
}  // namespace unpod::unpod
