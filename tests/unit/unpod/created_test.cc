#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <variant>

#include "absl/strings/str_cat.h"
#include "tests/unit/unpod/verdict.h"

namespace unpod::unpod {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// What a 200 with this `data` made; fails the test if it made nothing.
domain::Created CreatedFrom(const std::string& data,
                            const std::string& message = "\"Task Created Successfully\"") {
  const auto outcome = Judge(
      Answered(200, absl::StrCat(R"({"status_code":200,"message":)", message, R"(,"data":)", data, "}")));
  const auto* created = std::get_if<domain::Created>(&outcome);
  EXPECT_NE(created, nullptr) << Verdict(outcome);
  return created == nullptr ? domain::Created() : *created;
}

TEST(Created, HasTheStatusOfAllTasksFromOneText) {
  const auto created = CreatedFrom(R"({"run_id":"R1","task_ids":["T1","T2"],"status":"pending"})");
  EXPECT_EQ(created.run_id, "R1");
  EXPECT_THAT(created.task_ids, ElementsAre("T1", "T2"));
  EXPECT_EQ(created.status, "pending");
  EXPECT_THAT(created.task_statuses, ElementsAre("pending", "pending"));
  EXPECT_EQ(created.message, "Task Created Successfully");
}

TEST(Created, HasTheStatusOfEachTaskFromAMapInAnyOrder) {
  const auto created = CreatedFrom(
      R"({"status":{"T2":"scheduled","T1":"pending"},"task_ids":["T1","T2","T3"],"run_id":"R1"})");
  EXPECT_EQ(created.status, "mixed");
  EXPECT_THAT(created.task_statuses, ElementsAre("pending", "scheduled", ""));
}

TEST(Created, HasOneStatusWhenTheMapHasOne) {
  EXPECT_EQ(CreatedFrom(R"({"run_id":"R1","task_ids":["T1","T2"],"status":{"T1":"pending","T2":"pending"}})")
                .status,
            "pending");
}

TEST(Created, NeedsNothingButTheRunId) {
  const auto created = CreatedFrom(R"({"run_id":"R1"})", "null");
  EXPECT_THAT(created.task_ids, IsEmpty());
  EXPECT_THAT(created.task_statuses, IsEmpty());
  EXPECT_EQ(created.status, "");
  EXPECT_EQ(created.message, "");
}

TEST(Created, KeepsEachTaskIdAtTheIndexOfItsDocument) {
  const auto created = CreatedFrom(
      R"({"run_id":"R1","task_ids":["T1",null,7,{"id":"T9"},["T9"],"not an id","","T8"],"status":"ok"})");
  EXPECT_THAT(created.task_statuses, ElementsAre("ok", "", "", "", "", "", "", "ok"));
  EXPECT_THAT(created.task_ids, ElementsAre("T1", "", "", "", "", "", "", "T8"));
}

TEST(Created, SurvivesStatusesOfTheWrongKind) {
  for (const char* status : {"null", "7", "true", "[]", R"(["pending"])", R"({"T1":7})",
                             R"({"T1":{"T1":"pending"}})", R"("<script>")", R"("")"}) {
    const auto created =
        CreatedFrom(absl::StrCat(R"({"run_id":"R1","task_ids":["T1"],"status":)", status, "}"));
    EXPECT_EQ(created.status, "") << status;
    EXPECT_THAT(created.task_statuses, ElementsAre("")) << status;
  }
}

TEST(Created, PassesOnOnlyAMessageThatIsShortAndPlain) {
  EXPECT_EQ(CreatedFrom(R"({"run_id":"R1"})", R"("Création réussie")").message, "Création réussie");
  EXPECT_EQ(CreatedFrom(R"({"run_id":"R1"})", R"("line\nline")").message, "");
  EXPECT_EQ(CreatedFrom(R"({"run_id":"R1"})", "\"" + std::string(300, 'x') + "\"").message, "");
}

TEST(Created, TakesTheLastOfNamesThatComeTwice) {
  EXPECT_EQ(VerdictOn(200, R"({"data":{"run_id":"R1"},"data":{}})"), "unknown UNKNOWN RUN_ID_MISSING");
  EXPECT_EQ(VerdictOn(200, R"({"data":{"run_id":"R1","run_id":null}})"), "unknown UNKNOWN RUN_ID_MISSING");
  EXPECT_EQ(VerdictOn(200, R"({"data":{"run_id":"R1","run_id":"R2"}})"), "created R2");
  EXPECT_THAT(CreatedFrom(R"({"run_id":"R1","task_ids":["T1"],"task_ids":["T2"]})").task_ids,
              ElementsAre("T2"));
}

TEST(Created, IsNotProvedWithoutARunIdInItsPlace) {
  for (const char* body :
       {"{}", R"({"data":null})", R"({"data":{}})", R"({"data":{"run_id":""}})",
        R"({"data":{"run_id":null}})", R"({"data":{"run_id":17}})", R"({"data":{"run_id":["R1"]}})",
        R"({"data":{"run_id":{"run_id":"R1"}}})", R"({"run_id":"R1"})", R"({"data":[{"run_id":"R1"}]})",
        R"({"data":{"data":{"run_id":"R1"}}})", R"({"x":{"data":{"run_id":"R1"}}})",
        R"({"data":{"run_id":"R 1"}})", R"({"data":{"run_id":"../R1"}})", R"({"data":{"run_id":"R1\u0000"}})",
        R"({"data":{"task_ids":["T1"],"status":"pending"}})"}) {
    EXPECT_EQ(VerdictOn(200, body), "unknown UNKNOWN RUN_ID_MISSING") << body;
  }
  EXPECT_EQ(VerdictOn(200, absl::StrCat(R"({"data":{"run_id":")", std::string(65, 'R'), R"("}})")),
            "unknown UNKNOWN RUN_ID_MISSING");
  EXPECT_EQ(VerdictOn(200, absl::StrCat(R"({"data":{"run_id":")", std::string(64, 'R'), R"("}})")),
            "created " + std::string(64, 'R'));
}

TEST(Created, IsNotProvedWhenTheBodyHasAnotherStatus) {
  for (const char* code : {"206", "500", "-200", "200.5", R"("206")", "true", "[200]", R"({"x":200})"}) {
    EXPECT_EQ(VerdictOn(200, absl::StrCat(R"({"status_code":)", code, R"(,"data":{"run_id":"R1"}})")),
              "unknown UNKNOWN RESPONSE_UNREADABLE")
        << code;
  }
  for (const char* code : {"200", "null", "200.0", R"("200")"}) {
    EXPECT_EQ(VerdictOn(200, absl::StrCat(R"({"status_code":)", code, R"(,"data":{"run_id":"R1"}})")),
              "created R1")
        << code;
  }
}

TEST(Created, IsNotProvedByWhatIsNoJsonObject) {
  for (const char* body :
       {"", " ", "null", "true", "17", "\"R1\"", "[]", R"([{"data":{"run_id":"R1"}}])", "<html>fine</html>",
        R"({"data":{"run_id":"R1"}} trailing)", R"({"data":{"run_id":"R1"}}{})",
        R"({'data':{'run_id':'R1'}})", R"({"data":{"run_id":"R1"},})"}) {
    EXPECT_EQ(VerdictOn(200, body), "unknown UNKNOWN RESPONSE_UNREADABLE") << body;
  }
}

}  // namespace
}  // namespace unpod::unpod
