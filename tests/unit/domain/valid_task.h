// A task that may be sent, and what is complained about in one that may not.
#ifndef UNPOD_TESTS_UNIT_DOMAIN_VALID_TASK_H_
#define UNPOD_TESTS_UNIT_DOMAIN_VALID_TASK_H_

#include <string>
#include <vector>

#include "absl/time/time.h"
#include "server/domain/validate.h"

namespace unpod::domain {

inline const absl::Time kNow = absl::FromUnixSeconds(1770443865);  // 2026-02-07T05:57:45Z

inline Document ValidDocument() {
  Document document;
  document.name = "John Doe";
  document.contact_number = "+1 555 0100";
  return document;
}

inline Task ValidTask() {
  Task task;
  task.space_token = "8KZAMRAHSXXXXXXMAYNASMJC";
  task.pilot = "space-agent";
  task.documents = {ValidDocument()};
  return task;
}

// The fields that are complained about, in order.
inline std::vector<std::string> WrongFields(const Task& task, const ValidationRules& rules = {}) {
  std::vector<std::string> fields;
  for (const auto& violation : Validate(task, rules, kNow)) fields.push_back(violation.field);
  return fields;
}

}  // namespace unpod::domain

#endif  // UNPOD_TESTS_UNIT_DOMAIN_VALID_TASK_H_
