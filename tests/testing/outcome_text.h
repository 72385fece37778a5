// An outcome in one line, for tests: "unknown UNKNOWN UPSTREAM_ERROR", "not_executed UNAVAILABLE OVERLOADED",
// "created".
#ifndef UNPOD_TESTS_TESTING_OUTCOME_TEXT_H_
#define UNPOD_TESTS_TESTING_OUTCOME_TEXT_H_

#include <string>
#include <variant>

#include "absl/strings/str_cat.h"
#include "server/domain/outcome.h"
#include "server/domain/reason.h"

namespace unpod::testing {

// Null for what was created.
inline const domain::Failure* FailureIn(const domain::Outcome& outcome) {
  if (const auto* rejected = std::get_if<domain::NotExecuted>(&outcome)) return &rejected->failure;
  if (const auto* unknown = std::get_if<domain::Unknown>(&outcome)) return &unknown->failure;
  return nullptr;
}

inline std::string OutcomeText(const domain::Outcome& outcome) {
  const domain::Failure* const failure = FailureIn(outcome);
  if (failure == nullptr) return "created";
  return absl::StrCat(std::holds_alternative<domain::Unknown>(outcome) ? "unknown " : "not_executed ",
                      absl::StatusCodeToString(failure->code), " ", domain::ReasonName(failure->reason));
}

}  // namespace unpod::testing

#endif  // UNPOD_TESTS_TESTING_OUTCOME_TEXT_H_
