#include "server/flow/run_receipt.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace unpod::flow {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr char kMarkName[] = "client_request_id";

ledger::Entry EntryOf(uint32_t documents) {
  ledger::Entry entry;
  entry.claim_id = "claim";
  entry.documents = documents;
  return entry;
}

domain::TaskInfo TaskNamed(const std::string& id, const std::string& mark,
                           const std::string& status = "pending") {
  domain::TaskInfo task;
  task.task_id = id;
  task.upstream_status = status;
  if (!mark.empty()) task.input.push_back({kMarkName, {mark}});
  return task;
}

ledger::Receipt Fitting(const ledger::Entry& entry, const std::vector<domain::TaskInfo>& tasks) {
  auto receipt = ReceiptOfRun(entry, "R1", tasks, kMarkName);
  const auto* failure = std::get_if<domain::Failure>(&receipt);
  EXPECT_EQ(failure, nullptr) << failure->message;
  return failure != nullptr ? ledger::Receipt() : std::get<ledger::Receipt>(receipt);
}

std::string WhyNot(const ledger::Entry& entry, const std::vector<domain::TaskInfo>& tasks) {
  auto receipt = ReceiptOfRun(entry, "R1", tasks, kMarkName);
  const auto* failure = std::get_if<domain::Failure>(&receipt);
  if (failure == nullptr) return "";
  EXPECT_EQ(failure->code, absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(failure->reason, domain::Reason::kRunDoesNotFit);
  return failure->message;
}

TEST(ReceiptOfRun, GivesEachDocumentTheTaskWithItsMark) {
  const auto receipt = Fitting(
      EntryOf(3), {TaskNamed("Tb", "claim-1"), TaskNamed("Ta", "claim-0"), TaskNamed("Tc", "claim-2")});
  EXPECT_THAT(receipt.task_ids, ElementsAre("Ta", "Tb", "Tc"));
  EXPECT_EQ(receipt.run_id, "R1");
  EXPECT_EQ(receipt.status, "pending");
  EXPECT_TRUE(receipt.read_back);
  EXPECT_THAT(receipt.missing_documents, IsEmpty());
}

TEST(ReceiptOfRun, LeavesAGapWhereAMarkIsMissing) {
  const auto receipt =
      Fitting(EntryOf(3), {TaskNamed("Tc", "claim-2", "failed"), TaskNamed("Ta", "claim-0")});
  EXPECT_THAT(receipt.task_ids, ElementsAre("Ta", "Tc"));
  EXPECT_THAT(receipt.missing_documents, ElementsAre(1u));
  EXPECT_EQ(receipt.status, "mixed");
}

// The upstream makes tasks in the order of the documents, and lists the newest first.
TEST(ReceiptOfRun, GoesByTheOrderWhereThereAreNoMarks) {
  const auto receipt = Fitting(EntryOf(2), {TaskNamed("Tb", ""), TaskNamed("Ta", "")});
  EXPECT_THAT(receipt.task_ids, ElementsAre("Ta", "Tb"));
}

TEST(ReceiptOfRun, RefusesARunOfAnotherRequest) {
  EXPECT_THAT(WhyNot(EntryOf(1), {TaskNamed("Ta", "other-0")}), HasSubstr("another one"));
  EXPECT_THAT(WhyNot(EntryOf(1), {TaskNamed("Ta", "claim-1")}), HasSubstr("another one"));
  EXPECT_THAT(WhyNot(EntryOf(1), {TaskNamed("Ta", "claim-0x")}), HasSubstr("another one"));
  EXPECT_THAT(WhyNot(EntryOf(2), {TaskNamed("Ta", "claim-0"), TaskNamed("Tb", "claim-0")}),
              HasSubstr("one document"));
  EXPECT_THAT(WhyNot(EntryOf(2), {TaskNamed("Ta", "claim-0"), TaskNamed("Tb", "")}),
              HasSubstr("others none"));
}

TEST(ReceiptOfRun, RefusesARunWhoseTasksCannotBeTold) {
  EXPECT_THAT(WhyNot(EntryOf(2), {}), HasSubstr("no tasks"));
  EXPECT_THAT(WhyNot(EntryOf(2), {TaskNamed("Ta", "")}), HasSubstr("1 tasks without a mark"));
  EXPECT_THAT(WhyNot(EntryOf(1), {TaskNamed("Ta", ""), TaskNamed("Tb", "")}),
              HasSubstr("2 tasks without a mark"));
}

}  // namespace
}  // namespace unpod::flow
