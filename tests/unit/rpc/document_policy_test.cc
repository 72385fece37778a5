#include "server/rpc/document_policy.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace unpod::rpc {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using unpod_task::v1::DocumentPolicy;
using unpod_task::v1::Handling;

std::vector<std::string> WrongIn(const DocumentPolicy& policy) {
  std::vector<domain::FieldViolation> violations;
  CheckPolicy(policy, violations);
  std::vector<std::string> wrong;
  for (const auto& violation : violations) {
    wrong.push_back(violation.field + " " + std::string(domain::ViolationReasonName(violation.reason)));
    EXPECT_THAT(violation.description, ::testing::Not(::testing::IsEmpty()));
  }
  return wrong;
}

TEST(DocumentPolicy, KnowsTwoWaysWithWhatIsNotValid) {
  DocumentPolicy policy;
  for (const auto handling :
       {unpod_task::v1::HANDLING_UNSPECIFIED, unpod_task::v1::HANDLING_STOP, unpod_task::v1::HANDLING_SKIP}) {
    policy.set_invalid(handling);
    EXPECT_THAT(WrongIn(policy), ElementsAre());
  }
  for (const int handling : {3, 4, 99, -1}) {
    policy.set_invalid(static_cast<Handling>(handling));
    EXPECT_THAT(WrongIn(policy), ElementsAre("policy.invalid UNKNOWN_VALUE")) << handling;
  }
}

TEST(DocumentPolicy, RefusesWhatIsNotBuiltYet) {
  DocumentPolicy policy;
  policy.set_duplicate(unpod_task::v1::HANDLING_SKIP);
  policy.set_guarded(unpod_task::v1::HANDLING_STOP);
  policy.set_outside_hours(unpod_task::v1::HANDLING_RESCHEDULE);
  policy.set_region_code("IN");
  policy.mutable_operator_override();
  EXPECT_THAT(WrongIn(policy), ElementsAre("policy.duplicate NOT_BUILT", "policy.guarded NOT_BUILT",
                                           "policy.outside_hours NOT_BUILT", "policy.region_code NOT_BUILT",
                                           "policy.operator_override NOT_BUILT"));
}

TEST(DocumentPolicy, SaysThatItIsNotBuilt) {
  DocumentPolicy policy;
  policy.set_duplicate(unpod_task::v1::HANDLING_SKIP);
  std::vector<domain::FieldViolation> violations;
  CheckPolicy(policy, violations);
  EXPECT_THAT(violations.front().description, AllOf(HasSubstr("not built yet"), HasSubstr("leave it out")));
}

}  // namespace
}  // namespace unpod::rpc
