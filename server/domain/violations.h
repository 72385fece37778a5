// Collects what is wrong with a request, in the order in which it is found. Internal to domain.
#ifndef UNPOD_SERVER_DOMAIN_VIOLATIONS_H_
#define UNPOD_SERVER_DOMAIN_VIOLATIONS_H_

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "server/domain/outcome.h"

namespace unpod::domain {

// Where a value stands, as a chain on the stack from the inside out: it becomes a text only when there is
// something to say. {&outer, "name"} is a member, {&outer, "", 3} an element, {nullptr, "documents", 3} both.
struct FieldPath {
  const FieldPath* outer = nullptr;
  absl::string_view name;
  int index = -1;  // Negative: none.

  // "documents[3].structured_variables.key[0]"
  std::string ToString() const;
};

class Violations {
 public:
  // Nothing more is taken: looking further is in vain.
  bool full() const;

  // `description` does not hold the value.
  void Add(const FieldPath& field, std::string description,
           ViolationReason reason = ViolationReason::kInvalidValue);
  void Add(absl::string_view field, std::string description,
           ViolationReason reason = ViolationReason::kInvalidValue) {
    Add(FieldPath{nullptr, field}, std::move(description), reason);
  }

  void Add(std::optional<FieldViolation> violation) {
    if (violation.has_value() && !full()) found_.push_back(*std::move(violation));
  }

  std::vector<FieldViolation> Take() { return std::move(found_); }

 private:
  std::vector<FieldViolation> found_;
};

}  // namespace unpod::domain

#endif  // UNPOD_SERVER_DOMAIN_VIOLATIONS_H_
