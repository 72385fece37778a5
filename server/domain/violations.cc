#include "server/domain/violations.h"

#include "absl/strings/str_cat.h"
#include "server/domain/validate.h"

namespace unpod::domain {

std::string FieldPath::ToString() const {
  // Paths are short and made for errors only; 50 levels are the most there are.
  std::string path = outer == nullptr ? std::string() : outer->ToString();
  absl::StrAppend(&path, path.empty() || name.empty() ? "" : ".", name);
  if (index >= 0) absl::StrAppend(&path, "[", index, "]");
  return path;
}

bool Violations::full() const {
  return found_.size() >= kMaxViolations;
}

void Violations::Add(const FieldPath& field, std::string description, ViolationReason reason) {
  if (!full()) found_.push_back({field.ToString(), std::move(description), reason});
}

}  // namespace unpod::domain
