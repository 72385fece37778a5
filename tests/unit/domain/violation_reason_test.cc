#include "server/domain/violation_reason.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "server/domain/validate.h"
#include "tests/unit/domain/valid_task.h"

namespace unpod::domain {
namespace {

// "field REASON" of the only complaint.
std::string Complaint(const Task& task) {
  const auto found = Validate(task, {}, kNow);
  if (found.size() != 1) return std::to_string(found.size()) + " complaints";
  return found[0].field + " " + std::string(ViolationReasonName(found[0].reason));
}

TEST(ViolationReason, TellsAProgramWhy) {
  Task task = ValidTask();
  task.pilot.clear();
  EXPECT_EQ(Complaint(task), "pilot REQUIRED");

  task = ValidTask();
  task.documents[0].contact_number = "no number";
  EXPECT_EQ(Complaint(task), "documents[0].contact_number NOT_A_NUMBER");

  task = ValidTask();
  task.documents[0].variables = {{"token", {std::string("x")}}};
  EXPECT_EQ(Complaint(task), "documents[0].variables.token RESERVED_NAME");

  task = ValidTask();
  task.schedule = {Schedule::Kind::kAt, kNow - absl::Hours(1)};
  EXPECT_EQ(Complaint(task), "schedule.at IN_THE_PAST");

  task = ValidTask();
  task.schedule.kind = Schedule::Kind::kUnrecognized;
  EXPECT_EQ(Complaint(task), "schedule UNKNOWN_VALUE");

  task = ValidTask();
  task.documents.resize(101, task.documents[0]);
  EXPECT_EQ(Complaint(task), "documents TOO_MANY");

  task = ValidTask();
  task.documents[0].name = std::string("a\0b", 3);
  EXPECT_EQ(Complaint(task), "documents[0].name INVALID_VALUE");
}

}  // namespace
}  // namespace unpod::domain
