#include <gmock/gmock.h>

#include "client/cli/report_json.h"
#include "client/cli/report_text.h"
#include "tests/unit/client/fake_task_service.h"

namespace unpod::cli {
namespace {

using client::CreateTaskResult;
using client::Error;
using client::Execution;

CreateTaskResult TwoTasks() {
  unpod_task::v1::CreateTaskResponse response = client::CreatedResponse();
  unpod_task::v1::DocumentResult& result = *response.add_results();
  result.set_index(1);
  result.set_task_id("T2");
  result.set_state(unpod_task::v1::TASK_STATE_SCHEDULED);
  result.set_upstream_status("scheduled");
  response.set_upstream_status("mixed");
  return {"r-1", response};
}

CreateTaskResult APreview() {
  unpod_task::v1::CreateTaskResponse response;
  response.mutable_preview()->set_method("POST");
  response.mutable_preview()->set_path("/api/v2/platform/spaces/S/tasks/create/");
  (*response.mutable_preview()->mutable_headers())["Org-Handle"] = "unpod.tv";
  (*response.mutable_preview()->mutable_headers())["Authorization"] = "Token ***";
  response.mutable_preview()->set_body(R"({"pilot":"p"})");
  return {"r-1", response};
}

Error AnInvalidRequest() {
  Error error;
  error.code = absl::StatusCode::kInvalidArgument;
  error.message = "2 fields are wrong";
  error.reason = "INVALID_REQUEST";
  error.execution = Execution::kNotStarted;
  error.violations = {{"pilot", "is blank"}, {"documents[3].contact_number", "is no number\x1b[2J"}};
  return error;
}

Error AnError(absl::StatusCode code, const std::string& reason, Execution execution, int http_status) {
  Error error;
  error.code = code;
  error.message = "what happened";
  error.reason = reason;
  error.execution = execution;
  error.http_status = http_status;
  return error;
}

TEST(ResponseText, ShowsTheTasks) {
  EXPECT_EQ(ResponseText(TwoTasks(), Colour::kOff),
            R"(Task created.
  run_id      R74802366fe9011f0878d43cd8a99e069
  status      mixed
  tasks       T74802367fe9011f0878d43cd8a99e069  pending
              T2  scheduled
  message     Task Created Successfully
  request_id  r-1
)");
}

TEST(ResponseText, ShowsWhatWasReadBackAndWhatIsMissing) {
  unpod_task::v1::CreateTaskResponse response = client::CreatedResponse();
  response.set_replayed(true);
  response.set_read_back(true);
  EXPECT_EQ(ResponseText({"r-1", response}, Colour::kOff),
            R"(Task created by an earlier request.
  run_id      R74802366fe9011f0878d43cd8a99e069
  status      pending
  tasks       T74802367fe9011f0878d43cd8a99e069  pending
  read back   Unpod's answer got lost; the tasks were found in its lists
  replayed    yes: nothing was sent now
  message     Task Created Successfully
  request_id  r-1
)");
  for (const int index : {1, 4}) {
    unpod_task::v1::DocumentResult& result = *response.add_results();
    result.set_index(index);
    result.mutable_failure()->set_reason("TASK_CREATION_FAILED");
    result.mutable_failure()->set_execution(unpod_task::v1::EXECUTION_UNKNOWN);
  }
  std::string text = ResponseText({"r-1", response}, Colour::kOn);
  EXPECT_THAT(text, testing::StartsWith("\x1b[1;33mTask created, but not for every contact.\x1b[0m\n"));
  EXPECT_THAT(text, testing::HasSubstr("  missing     documents[1], documents[4]: no task was found\n"));
  EXPECT_THAT(ResponseJson({"r-1", response}),
              testing::HasSubstr(R"("task_id":"","state":"","upstream_status":"","failure":{"code":"OK",)"
                                 R"("reason":"TASK_CREATION_FAILED","message":"","execution":"unknown",)"));
}

TEST(ErrorText, NamesTheWayToRepeatAnUnknownOutcome) {
  Error error = AnError(absl::StatusCode::kUnknown, "CONNECTION_LOST", Execution::kUnknown, 0);
  error.repeat_is_safe = true;
  EXPECT_EQ(ErrorText(error, "r-1", Colour::kOff),
            R"(Outcome unknown: the calls may have been placed. )"
            R"(Asking again with the same request_id is safe: nobody is called twice.
  error       UNKNOWN (CONNECTION_LOST): what happened
  request_id  r-1
  again       the same command with --request_id=r-1
)");
  EXPECT_THAT(ErrorText(error, "it's $1", Colour::kOff), testing::HasSubstr(R"(--request_id='it'\''s $1')"));
}

TEST(ResponseText, ShowsWhatWouldBeSent) {
  EXPECT_EQ(ResponseText(APreview(), Colour::kOff),
            R"(The request is valid. Nothing was sent.

POST /api/v2/platform/spaces/S/tasks/create/
Authorization: Token ***
Org-Handle: unpod.tv

{"pilot":"p"}
)");
}

TEST(ErrorText, ListsTheViolationsAndDisarmsThem) {
  EXPECT_EQ(ErrorText(AnInvalidRequest(), "r-1", Colour::kOff),
            R"(Not created: the request was refused. Nobody was called by this attempt.
  error       INVALID_ARGUMENT (INVALID_REQUEST): 2 fields are wrong
    pilot: is blank
    documents[3].contact_number: is no number?[2J
  request_id  r-1
)");
}

TEST(ErrorText, SaysInPlainWordsWhatHappened) {
  Error busy = AnError(absl::StatusCode::kResourceExhausted, "RATE_LIMITED", Execution::kNotStarted, 429);
  busy.retry_delay = absl::Seconds(60);
  EXPECT_EQ(ErrorText(busy, "r-1", Colour::kOff),
            R"(Not created this time. Nobody was called by this attempt; asking again is safe.
  error       RESOURCE_EXHAUSTED (RATE_LIMITED): what happened
  upstream    HTTP 429
  wait        at least 1m
  request_id  r-1
)");
  EXPECT_EQ(
      ErrorText(AnError(absl::StatusCode::kUnknown, "UPSTREAM_ERROR", Execution::kUnknown, 500), "r-1",
                Colour::kOff),
      R"(Outcome unknown: the calls may have been placed. Do not simply repeat the request: people may be called twice.
  error       UNKNOWN (UPSTREAM_ERROR): what happened
  upstream    HTTP 500
  request_id  r-1
)");
}

TEST(Texts, AreColouredOnlyOnDemand) {
  EXPECT_THAT(ResponseText(TwoTasks(), Colour::kOn), testing::StartsWith("\x1b[1;32mTask created.\x1b[0m\n"));
  EXPECT_THAT(ErrorText(AnInvalidRequest(), "", Colour::kOn), testing::StartsWith("\x1b[1;31mNot created"));
  for (const std::string& text :
       {ResponseText(TwoTasks(), Colour::kOff), ErrorText(AnInvalidRequest(), "", Colour::kOff),
        ProblemsText({{"--x", "is no flag"}}, "create", Colour::kOff)}) {
    EXPECT_EQ(text.find('\x1b'), std::string::npos);
  }
}

TEST(ResponseJson, IsOneLine) {
  EXPECT_EQ(
      ResponseJson(TwoTasks()),
      R"({"outcome":"created","exit_code":0,"request_id":"r-1","run_id":"R74802366fe9011f0878d43cd8a99e069",)"
      R"("results":[{"index":0,"task_id":"T74802367fe9011f0878d43cd8a99e069","state":"pending",)"
      R"("upstream_status":"pending","failure":null},{"index":1,"task_id":"T2","state":"scheduled",)"
      R"("upstream_status":"scheduled","failure":null}],"upstream_status":"mixed",)"
      R"("upstream_message":"Task Created Successfully","replayed":false,"read_back":false})"
      "\n");
  EXPECT_EQ(ResponseJson(APreview()),
            R"({"outcome":"valid","exit_code":0,"request_id":"r-1","preview":{"method":"POST",)"
            R"("path":"/api/v2/platform/spaces/S/tasks/create/",)"
            R"("headers":{"Authorization":"Token ***","Org-Handle":"unpod.tv"},"body":"{\"pilot\":\"p\"}"}})"
            "\n");
}

TEST(ErrorJson, CarriesAllThatIsKnown) {
  Error error = AnError(absl::StatusCode::kResourceExhausted, "RATE_LIMITED", Execution::kNotStarted, 429);
  error.retry_delay = absl::Milliseconds(1500);
  error.violations = {{"pilot", "bad \xff byte"}};
  EXPECT_EQ(
      ErrorJson(error, "r-1"),
      R"({"outcome":"retryable","exit_code":4,"request_id":"r-1","error":{"code":"RESOURCE_EXHAUSTED",)"
      R"("reason":"RATE_LIMITED","message":"what happened","execution":"not_started","http_status":429,)"
      R"("retry_after_seconds":1.5,"resource_type":"",)"
      R"("violations":[{"field":"pilot","description":"bad )"
      "\xef\xbf\xbd"
      R"( byte","reason":""}],"repeat_is_safe":true}})"
      "\n");
  EXPECT_EQ(
      ErrorJson(AnError(absl::StatusCode::kCancelled, "", Execution::kAbsent, 0), "r-1"),
      R"({"outcome":"unknown","exit_code":5,"request_id":"r-1","error":{"code":"CANCELLED","reason":"",)"
      R"("message":"what happened","execution":null,"http_status":null,"retry_after_seconds":null,)"
      R"("resource_type":"","violations":[],"repeat_is_safe":false}})"
      "\n");
}

TEST(ProblemsJson, HasTheFormOfAnError) {
  EXPECT_EQ(
      ProblemsJson({{"--pilot", "is missing"}}),
      R"({"outcome":"usage","exit_code":2,"error":{"code":"INVALID_ARGUMENT","reason":"USAGE",)"
      R"("message":"wrong flags or body; nothing was sent","execution":"not_started","http_status":null,)"
      R"("retry_after_seconds":null,"resource_type":"",)"
      R"("violations":[{"field":"--pilot","description":"is missing","reason":""}]}})"
      "\n");
}

}  // namespace
}  // namespace unpod::cli
