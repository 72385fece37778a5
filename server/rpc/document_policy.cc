#include "server/rpc/document_policy.h"

#include <utility>

#include "absl/strings/str_cat.h"

namespace unpod::rpc {
namespace {

using unpod_task::v1::DocumentPolicy;

domain::FieldViolation NotBuilt(const char* field, const char* what) {
  return {field, absl::StrCat("is not built yet: this version does nothing about ", what, "; leave it out"),
          domain::ViolationReason::kNotBuilt};
}

}  // namespace

void CheckPolicy(const DocumentPolicy& policy, std::vector<domain::FieldViolation>& violations) {
  using unpod_task::v1::HANDLING_SKIP;
  using unpod_task::v1::HANDLING_STOP;
  using unpod_task::v1::HANDLING_UNSPECIFIED;
  const auto invalid = policy.invalid();
  if (invalid != HANDLING_UNSPECIFIED && invalid != HANDLING_STOP && invalid != HANDLING_SKIP) {
    violations.push_back(
        {"policy.invalid", "must be HANDLING_STOP or HANDLING_SKIP", domain::ViolationReason::kUnknownValue});
  }
  const std::pair<bool, domain::FieldViolation> unbuilt[] = {
      {policy.duplicate() != HANDLING_UNSPECIFIED,
       NotBuilt("policy.duplicate", "numbers that come twice in a request")},
      {policy.guarded() != HANDLING_UNSPECIFIED,
       NotBuilt("policy.guarded", "do-not-call lists or other guards")},
      {policy.outside_hours() != HANDLING_UNSPECIFIED, NotBuilt("policy.outside_hours", "calling hours")},
      {!policy.region_code().empty(),
       NotBuilt("policy.region_code", "a region of a request's own (--default_region is the service's)")},
      {policy.has_operator_override(), NotBuilt("policy.operator_override", "guards")},
  };
  for (const auto& [is_set, violation] : unbuilt) {
    if (is_set) violations.push_back(violation);
  }
}

}  // namespace unpod::rpc
