#include "server/rpc/document_result.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"

namespace unpod::rpc {
namespace {

using ::testing::ElementsAre;

// As text: "index task_id state upstream_status", or "index reason execution repeat".
std::vector<std::string> Results(const domain::Created& created, size_t documents, bool is_keyed = true) {
  unpod_task::v1::CreateTaskResponse response;
  FillResponse(created, flow::ResultsOf(created, documents, is_keyed), response);
  std::vector<std::string> texts;
  for (const auto& result : response.results()) {
    const auto& failure = result.failure();
    texts.push_back(result.has_failure()
                        ? absl::StrCat(result.index(), " ", failure.reason(), " ",
                                       Execution_Name(failure.execution()),
                                       failure.repeat_is_safe() ? " safe" : "")
                        : absl::StrCat(result.index(), " ", result.task_id(), " ",
                                       TaskState_Name(result.state()), " ", result.upstream_status()));
    EXPECT_EQ(result.has_failure(), result.task_id().empty());
  }
  return texts;
}

TEST(FillResponse, HasOneResultForEachDocument) {
  domain::Created created;
  created.run_id = "R1";
  created.task_ids = {"T2", "T1"};
  created.task_statuses = {"pending", "scheduled"};
  created.status = "mixed";
  EXPECT_THAT(Results(created, 2),
              ElementsAre("0 T2 TASK_STATE_PENDING pending", "1 T1 TASK_STATE_SCHEDULED scheduled"));
}

TEST(FillResponse, GivesNobodyTheTaskOfAnother) {
  domain::Created created;
  created.task_ids = {"T0", "T2"};
  created.status = "dreaming";
  created.missing_documents = {1};
  EXPECT_THAT(Results(created, 3), ElementsAre("0 T0 TASK_STATE_UNSPECIFIED dreaming",
                                               "1 TASK_CREATION_FAILED EXECUTION_UNKNOWN safe",
                                               "2 T2 TASK_STATE_UNSPECIFIED dreaming"));
}

TEST(FillResponse, SaysOfADocumentWithoutAnIdThatItMayBeCalled) {
  domain::Created created;
  created.task_ids = {"T0", ""};
  EXPECT_THAT(Results(created, 3, /*is_keyed=*/false),
              ElementsAre("0 T0 TASK_STATE_UNSPECIFIED ", "1 TASK_CREATION_FAILED EXECUTION_UNKNOWN",
                          "2 TASK_CREATION_FAILED EXECUTION_UNKNOWN"));
}

TEST(FillResponse, TellsOfTheRun) {
  domain::Created created;
  created.run_id = "R1";
  created.status = "mixed";
  created.message = "Task Created Successfully";
  created.read_back = true;
  unpod_task::v1::CreateTaskResponse response;
  FillResponse(created, flow::ResultsOf(created, 1, true), response);
  EXPECT_EQ(response.run_id(), "R1");
  EXPECT_EQ(response.upstream_status(), "mixed");
  EXPECT_EQ(response.upstream_message(), "Task Created Successfully");
  EXPECT_TRUE(response.read_back() && !response.replayed());
}

}  // namespace
}  // namespace unpod::rpc
