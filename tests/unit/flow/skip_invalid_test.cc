#include "server/flow/skip_invalid.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace unpod::flow {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

domain::Task TaskFor(const std::vector<std::string>& numbers) {
  domain::Task task;
  for (const std::string& number : numbers) {
    domain::Document document;
    document.contact_number = number;
    task.documents.push_back(std::move(document));
  }
  return task;
}

std::vector<std::string> NumbersOf(const domain::Task& task) {
  std::vector<std::string> numbers;
  for (const domain::Document& document : task.documents) numbers.push_back(document.contact_number);
  return numbers;
}

TEST(SkipInvalid, LeavesTheOthersInTheirOrder) {
  domain::Task task = TaskFor({"", "+1 555 0101", "call me", "+1 555 0103"});
  const auto skipped = SkipInvalid(task, {});
  EXPECT_THAT(NumbersOf(task), ElementsAre("+1 555 0101", "+1 555 0103"));
  EXPECT_THAT(task.skipped, ElementsAre(0u, 2u));
  ASSERT_THAT(skipped, SizeIs(2));
  EXPECT_EQ(skipped[1].index, 2u);
  EXPECT_EQ(skipped[1].verdict, DocumentResult::Verdict::kInvalid);
  EXPECT_EQ(skipped[1].failure->reason, domain::Reason::kInvalidRequest);
  EXPECT_EQ(skipped[1].failure->violations[0].field, "contact_number");
}

TEST(SkipInvalid, TakesNothingOutOfWhatIsValid) {
  domain::Task task = TaskFor({"+1 555 0101"});
  EXPECT_THAT(SkipInvalid(task, {}), IsEmpty());
  EXPECT_THAT(task.skipped, IsEmpty());
}

TEST(SkipInvalid, DoesNotMakeATooLongRequestAShortOne) {
  domain::Task task = TaskFor({"", "", "+1 555 0101"});
  domain::ValidationRules rules;
  rules.max_documents = 2;
  EXPECT_THAT(SkipInvalid(task, rules), IsEmpty());
  EXPECT_THAT(task.documents, SizeIs(3));
}

TEST(SkipInvalid, SaysOfEachWhyNothingIsLeft) {
  domain::Task task = TaskFor({"", "call me"});
  const domain::Failure failure = AllSkipped(SkipInvalid(task, {})).failure;
  EXPECT_EQ(failure.code, absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(failure.reason, domain::Reason::kAllDocumentsSkipped);
  EXPECT_THAT(failure.message, HasSubstr("all 2"));
  ASSERT_THAT(failure.violations, SizeIs(2));
  EXPECT_EQ(failure.violations[1].field, "documents[1].contact_number");
  EXPECT_EQ(failure.violations[1].reason, domain::ViolationReason::kNotANumber);
}

TEST(WithSkipped, GivesEachItsPlaceInTheRequest) {
  std::vector<DocumentResult> sent(2);
  sent[0].task_id = "Ta";
  sent[1].task_id = "Tb";
  const auto all = WithSkipped(sent, SkippedBefore({0, 2, 4}));
  ASSERT_THAT(all, SizeIs(5));
  std::string tasks;
  for (size_t i = 0; i < all.size(); ++i) {
    EXPECT_EQ(all[i].index, i);
    EXPECT_NE(all[i].task_id.empty(), all[i].failure == nullptr);
    tasks += all[i].task_id.empty() ? "-" : all[i].task_id;
  }
  EXPECT_EQ(tasks, "-Ta-Tb-");
}

}  // namespace
}  // namespace unpod::flow
