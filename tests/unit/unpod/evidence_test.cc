// A sign that something was made makes an outcome unknown, whatever the status; and a refusal that shows none
// stays a refusal, or nobody could correct a request.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/unit/unpod/verdict.h"

namespace unpod::unpod {
namespace {

using ::testing::StartsWith;

constexpr char kMadeOrHalfWay[] = "unknown FAILED_PRECONDITION TASK_CREATION_FAILED";
constexpr char kRun[] = "R74802366fe9011f0878d43cd8a99e069";
constexpr char kTask[] = "T74802367fe9011f0878d43cd8a99e069";

// Those that say no by themselves.
const std::vector<int>& Refusals() {
  static const auto* const statuses = new std::vector<int>{301, 302, 303, 307, 308, 400, 401, 403, 404,
                                                           405, 406, 413, 414, 415, 422, 429, 431};
  return *statuses;
}

void ExpectUnknownUnderEachStatus(const std::string& body, const std::string& type = "application/json") {
  EXPECT_EQ(VerdictOn(206, body, type), kMadeOrHalfWay) << body;
  for (const int status : Refusals()) {
    EXPECT_EQ(VerdictOn(status, body, type), kMadeOrHalfWay) << status << " " << body;
  }
}

void ExpectRefusedUnderEachStatus(const std::string& body) {
  for (const int status : Refusals()) {
    EXPECT_THAT(VerdictOn(status, body), StartsWith("not_started")) << status << " " << body;
  }
}

TEST(Evidence, IsAnIdOfARunOrATaskUnderAnyName) {
  const std::string refusal = R"({"message":"There is some Validation error","errors":{"pilot":["?"]},)";
  for (const char* sign : {R"("run_id":"R1")",
                           R"("runId":"R1")",
                           R"("run-id":"x")",
                           R"("RunID":"x7")",
                           R"("run_id":17)",
                           R"("task_id":"T1")",
                           R"("task_ids":["T1"])",
                           R"("taskIds":["T1","T2"])",
                           R"("task_ids":[null,"T2"])",
                           R"("data":{"run_id":"R1"})",
                           R"("data":{"task_ids":["T1"]})",
                           R"("data":{"result":{"runId":"R1"}})",
                           R"("error":{"run_id":"R1"})",
                           R"("detail":{"task_ids":["T1"]})",
                           R"("detail":[{"task_id":"T1"}])",
                           R"("data":[[{"task_id":"T1"}]])",
                           R"("created_task_ids":["T1"])",
                           R"("flow_run_id":"5f-1")",
                           R"("run":{"id":"abc"})",
                           R"("runs":[{"id":"abc"}])",
                           R"("tasks":[{"_id":"697debb84c27faa892bfa0cc"}])",
                           R"("run":"R1")",
                           R"("tasks":["T1"])",
                           R"("id":"R1")",
                           R"("data":{"_id":"697debb84c27faa892bfa0cc"})",
                           R"("tasks":{"T1":"x"})",
                           R"("call_id":"c-17")",
                           R"("execution_ids":["e1"])"}) {
    ExpectUnknownUnderEachStatus(absl::StrCat(refusal, sign, "}"));
  }
  ExpectUnknownUnderEachStatus(R"({"message":"x","errors":{"run_id":"R1"}})");
  ExpectUnknownUnderEachStatus(R"({"message":"x","errors":[{"task_id":"T1","error":"y"}]})");
}

TEST(Evidence, IsAnIdByItsFormWhereverItStands) {
  for (const std::string id : {kRun, kTask}) {
    for (const std::string& body :
         {absl::StrCat(R"({"message":"Invalid Space Token","x":")", id, "\"}"),
          absl::StrCat(R"({"message":"Invalid Space Token","data":{"list":[["a",[")", id, "\"]]]}}"),
          absl::StrCat(R"({"message":"Invalid Space Token","data":{")", id, R"(":null}})"),
          absl::StrCat(R"({"message":"No access: )", id, "\"}"),
          absl::StrCat(R"({"errors":{"pilot":["see )", id, "\"]}}"),
          // A name twice: the last value counts, the first is a sign all the same.
          absl::StrCat(R"({"message":"Invalid Space Token","a":")", id, R"(","a":null})"),
          absl::StrCat(R"({"message":"Invalid Space Token","x":")", id)}) {  // Cut off.
      ExpectUnknownUnderEachStatus(body);
    }
    ExpectUnknownUnderEachStatus(absl::StrCat("<html><p>", id, "</p></html>"), "text/html");
    ExpectUnknownUnderEachStatus(absl::StrCat("<html><!-- ", id, " --></html>"), "text/html");
    ExpectUnknownUnderEachStatus(absl::StrCat("see ", id, "."), "text/plain");
  }
}

TEST(Evidence, IsTheStatusOfATask) {
  for (const char* sign :
       {R"("data":{"status":"pending"})", R"("data":{"status":{"T1":"pending","T2":"failed"}})",
        R"("statuses":["scheduled","failed"])", R"("task_statuses":{"0":"in_progress"})",
        R"("data":{"status":{"0":"failed"}})", R"("status":"partially_completed")", R"("status":"success")",
        R"("results":[{"index":0,"status":"created"},{"index":1,"status":"error"}])",
        R"("data":{"documents":[{"index":0,"state":"queued"},{"index":1,"state":"rejected"}]})",
        R"("status_code":200)", R"("code":201)", R"("status":"200 ok, queued")"}) {
    ExpectUnknownUnderEachStatus(absl::StrCat(R"({"message":"Invalid Space Token",)", sign, "}"));
  }
}

TEST(Evidence, IsACountOfWhatWasMade) {
  for (const char* sign :
       {R"("created":1)", R"("created_count":2)", R"("successCount":1)", R"("success":true)",
        R"("data":{"queued":3,"failed":1})", R"("accepted":[0,2])", R"("tasks_created":2)",
        R"("data":{"scheduled":{"0":"x"}})", R"("partial":true)", R"("completed_tasks":1)"}) {
    ExpectUnknownUnderEachStatus(absl::StrCat(R"({"message":"Invalid Space Token",)", sign, "}"));
  }
}

TEST(Evidence, IsAWordOfSuccessOrOfHalfOfIt) {
  for (const char* words : {"Run queued, number validation pending",
                            "Partial success",
                            "Partially created",
                            "Task created",
                            "Tasks Created Successfully",
                            "Run scheduled",
                            "Request accepted",
                            "Processing",
                            "Still pending",
                            "2 of 3 tasks",
                            "1 out of 3 documents",
                            "2/3 contacts reached",
                            "Some documents were skipped",
                            "The run was started",
                            "Stored",
                            "Run already exists",
                            "Validation error; other documents were enqueued",
                            "1 call placed",
                            "run_id: R1",
                            "run id = R1",
                            "In progress"}) {
    ExpectUnknownUnderEachStatus(absl::StrCat(R"({"message":")", words, "\"}"));
    ExpectUnknownUnderEachStatus(absl::StrCat(R"({"error":{"code":"x","message":")", words, "\"}}"));
    ExpectUnknownUnderEachStatus(absl::StrCat(R"({"message":"Error","errors":[[")", words, "\"]]}"));
    ExpectUnknownUnderEachStatus(absl::StrCat("[\"", words, "\"]"));
    ExpectUnknownUnderEachStatus(words, "text/plain");
  }
}

TEST(Evidence, IsFoundInATextThatHoldsJson) {
  ExpectUnknownUnderEachStatus(R"({"message":"x","errors":"{\"data\":{\"task_ids\":[\"T1\"]}}"})");
  ExpectUnknownUnderEachStatus(R"({"message":"x","errors":"{\"created\":2}"})");
  ExpectUnknownUnderEachStatus(R"({"message":"x: {'run_id': 'R1'}"})");
  const std::string deep = std::string(5000, '[') + std::string(5000, ']');
  ExpectRefusedUnderEachStatus(absl::StrCat(R"({"message":"x","y":")", deep, "\"}"));
}

TEST(Evidence, IsFoundInPagesAndPlainTexts) {
  for (const char* page : {"<html><body><h1>Task created</h1></body></html>", "<p>2 of 3 tasks queued</p>",
                           "<pre>{&quot;run_id&quot;:&quot;R1&quot;}</pre>", "<h1>Task Creation Failed</h1>",
                           "<td>run_id: R1</td>"}) {
    ExpectUnknownUnderEachStatus(page, "text/html");
  }
  ExpectUnknownUnderEachStatus(R"({"data":{"run_id":"R1")", "application/json");
  ExpectUnknownUnderEachStatus("task_ids=T1,T2", "text/plain");
}

TEST(Evidence, IsARedirectToWhatWasMade) {
  const auto redirected = [](int status, const std::string& location) {
    http::Result result = Answered(status, "");
    result.location = location;
    return Verdict(Judge(result));
  };
  for (const int status : {302, 303, 307, 308}) {
    EXPECT_EQ(redirected(status, absl::StrCat("/api/v2/platform/spaces/S/runs/", kRun, "/")), kMadeOrHalfWay);
    EXPECT_EQ(redirected(status, "https://unpod.ai/runs/R1/tasks/"), kMadeOrHalfWay);
    EXPECT_EQ(redirected(status, "/done?run_id=R1"), kMadeOrHalfWay);
    EXPECT_EQ(redirected(status, "/api/v2/platform/spaces/S/tasks/create/"),
              "not_started INTERNAL UPSTREAM_REDIRECT");
    EXPECT_EQ(redirected(status, "https://unpod.ai/login?next=/"), "not_started INTERNAL UPSTREAM_REDIRECT");
  }
}

// A4: what was half way is not sent again, and never "nobody was called".
TEST(Evidence, IsACreationThatFailed) {
  for (const char* words :
       {"Task Creation Failed", "Task Creation Failed: rate limit", "task creation failed: Not Found",
        "Run creation failed", "Failed to create task", "Could not create the run",
        "Error while creating tasks", "Task creation error", "Failed to insert tasks",
        "Unable to trigger the flow", "Creation aborted", "Creation timed out",
        "Task Creation Failed: Request was throttled. Expected available in 60 seconds."}) {
    ExpectUnknownUnderEachStatus(absl::StrCat(R"({"message":")", words, "\"}"));
    ExpectUnknownUnderEachStatus(absl::StrCat(R"({"message":"Error","errors":{"detail":")", words, "\"}}"));
    ExpectUnknownUnderEachStatus(absl::StrCat(R"({"errors":{"store":[{"msg":")", words, "\"}]}}"));
  }
  EXPECT_EQ(VerdictOn(429, R"({"message":"Rate limit of the store, while creating"})"), kMadeOrHalfWay);
  EXPECT_EQ(VerdictOn(400, R"({"message":"Task Creation Failed","errors":{"pilot":["?"]}})"), kMadeOrHalfWay);
  EXPECT_EQ(
      VerdictOn(422,
                R"({"message":"Task Creation Failed","errors":{"detail":[{"loc":["task"],"msg":"?"}]}})"),
      kMadeOrHalfWay);
}

TEST(Evidence, IsMissingWhereOnlySomeAreComplainedAboutWithoutAWordThatItWasACheck) {
  const std::string some = R"("errors":{"documents":{"1":["Not a valid number."]}}})";
  EXPECT_EQ(VerdictOn(206, "{" + some), kMadeOrHalfWay);
  EXPECT_EQ(VerdictOn(206, R"({"errors":{"documents":{"7":["?"]}}})"), kMadeOrHalfWay) << "not even sent";
  EXPECT_EQ(VerdictOn(206, R"({"errors":{"documents":[{},{"email":["?"]}]}})"), kMadeOrHalfWay);
  EXPECT_EQ(VerdictOn(206, R"({"message":"Partial success",)" + some), kMadeOrHalfWay);
  EXPECT_EQ(VerdictOn(206, R"({"message":"One is left out",)" + some), kMadeOrHalfWay);
  EXPECT_EQ(VerdictOn(206, R"({"message":"There is some Validation error",)" + some),
            "not_started INVALID_ARGUMENT UPSTREAM_INVALID documents[1]");
}

TEST(Evidence, IsNoNameWithoutAnId) {
  for (const char* no_sign :
       {R"("run_id":null)", R"("run_id":"")", R"("run_id":" ")", R"("task_ids":[])", R"("task_ids":[null])",
        R"("task_ids":[""])", R"("data":{"run_id":null,"task_ids":[],"status":null})", R"("run_id":"null")",
        R"("task_id":["This field is required."])", R"("errors":{"task_id":"is required"})",
        R"("errors":{"task_ids":["This field is required."]})", R"("errors":{"tasks":["Required."]})",
        R"("detail":[{"loc":["body","task_id"],"msg":"Field required","type":"missing"}])",
        R"("message":"task_id: must be a number")", R"("message":"run_id is required")",
        R"("errors":{"run_id":["required"]})", R"("run_id":0)", R"("run_id":false)"}) {
    ExpectRefusedUnderEachStatus(absl::StrCat("{", no_sign, "}"));
  }
  EXPECT_THAT(
      VerdictOn(206, R"({"message":"Invalid Space Token","data":{"run_id":"","task_ids":[],"status":""}})"),
      StartsWith("not_started NOT_FOUND"));
}

TEST(Evidence, IsNoWordThatSaysNothingWasMade) {
  for (const char* no_sign : {R"("success":false)",
                              R"("status":"error")",
                              R"("status":"failed")",
                              R"("status_code":206)",
                              R"("code":"rate_limit_exceeded")",
                              R"("created":0)",
                              R"("created":[])",
                              R"("accepted":false)",
                              R"("error":{"id":"d41d8cd9","message":"no"})",
                              R"("request_id":"R1")",
                              R"("trace_id":"T1")",
                              R"("document_id":"697debb84c27faa892bfa0cc")",
                              R"("message":"{'success': False}")",
                              R"("created_at":"2026-02-07T05:57:45")",
                              R"("max_pending_tasks":5)",
                              R"("batch_count":0)",
                              R"("message":"0 of 3 tasks")",
                              R"("message":"Scheduled time must be in the future.")",
                              R"("message":"Rate limit: 60 of 60 calls in this minute")",
                              R"("message":"3 of 5 attempts are left")",
                              R"("message":"Please contact support")"}) {
    ExpectRefusedUnderEachStatus(absl::StrCat("{", no_sign, "}"));
  }
}

// FastAPI hands back what it was sent; its words are not the upstream's.
TEST(Evidence, IsNotWhatTheRequestItselfSaid) {
  ExpectRefusedUnderEachStatus(
      R"({"errors":{"detail":[{"loc":["body","tasks",0],"msg":"Field required","input":)"
      R"({"context":"Your order was created and is pending","status":"pending","created":3}}]}})");
  ExpectRefusedUnderEachStatus(
      R"({"message":"x","data":{"documents":[{"name":"Sam Created","contact_number":"+15550100",)"
      R"("context":"2 of 3 tasks queued","order":"accepted","created":3}]}})");
  ExpectRefusedUnderEachStatus(R"({"message":"x","data":{"pilot":"scheduled","context":"Run queued"}})");
  EXPECT_EQ(
      VerdictOn(422, R"({"message":"Task Creation Failed: [{'loc': ['body', 'tasks', 0, 'ref_id'], )"
                     R"('msg': 'Input should be a valid string', 'input': {'context': 'Order created'}}]",)"
                     R"("errors":{"detail":[{"loc":["body","tasks",0,"ref_id"],)"
                     R"("msg":"Input should be a valid string","input":{"context":"Order created"}}]}})"),
      "not_started INVALID_ARGUMENT UPSTREAM_INVALID documents[0].document_id");
  // But for an id: that is one wherever it stands.
  ExpectUnknownUnderEachStatus(absl::StrCat(R"({"detail":[{"msg":"x","input":{"a":")", kRun, "\"}}]}"));
}

// What a web server says in front of the application.
TEST(Evidence, IsNotInAServersOwnPages) {
  for (const char* page :
       {"<html><head><title>400 Bad Request</title></head><body><center>The plain HTTP request was sent to "
        "HTTPS "
        "port</center></body></html>",
        "<html><body><h1>Bad Request</h1><script>run_id='R1';task_ids=[1]</script></body></html>",
        "<html><body><p>Create your agent</p><p>404 error</p><p>Calls completed</p></body></html>",
        "404 page not found", "RBAC: access denied", "local_rate_limited", "error code: 1020"}) {
    ExpectRefusedUnderEachStatus(page);
  }
}

TEST(Evidence, OfAStatusThatProvesNothingChangesNothing) {
  for (const int status : {201, 202, 204, 207}) {
    EXPECT_EQ(VerdictOn(status, R"({"message":"Invalid Space Token"})"),
              "unknown UNKNOWN RESPONSE_UNREADABLE");
  }
  EXPECT_EQ(VerdictOn(409, R"({"message":"Invalid Space Token"})"), kMadeOrHalfWay);
  EXPECT_EQ(VerdictOn(500, absl::StrCat(R"({"run_id":")", kRun, "\"}")), "unknown UNKNOWN UPSTREAM_ERROR");
}

}  // namespace
}  // namespace unpod::unpod
