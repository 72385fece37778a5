#include "server/domain/validate.h"

#include <algorithm>
#include <cstdint>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "server/domain/names.h"
#include "server/domain/text.h"
#include "server/domain/validate_variables.h"
#include "server/domain/violations.h"

namespace unpod::domain {
namespace {

constexpr int64_t kYear10000 =
    253'402'300'800;  // Unix seconds: the first that a year of four digits cannot name.

void CheckText(const FieldPath& field, absl::string_view text, Violations& violations) {
  if (const char* problem = TextProblem(text)) violations.Add(field, problem);
}

void CheckPilot(const std::string& pilot, Violations& violations) {
  if (pilot.empty()) return violations.Add("pilot", "is required", ViolationReason::kRequired);
  if (const char* problem = TextProblem(pilot)) return violations.Add("pilot", problem);
  if (IsBlank(pilot)) violations.Add("pilot", "must not be blank", ViolationReason::kRequired);
}

// The upstream refuses a blank one, and an empty one is not sent.
void CheckContext(const std::string& context, Violations& violations) {
  if (context.empty()) return;
  if (const char* problem = TextProblem(context)) return violations.Add("context", problem);
  if (IsBlank(context)) violations.Add("context", "must not be blank; leave it out instead");
}

void CheckSchedule(const Schedule& schedule, const ValidationRules& rules, absl::Time now,
                   Violations& violations) {
  if (schedule.kind == Schedule::Kind::kUnrecognized)
    violations.Add("schedule", "must be one of now, auto, at", ViolationReason::kUnknownValue);
  if (schedule.kind != Schedule::Kind::kAt) return;
  if (schedule.at < now) {
    violations.Add("schedule.at", "is in the past", ViolationReason::kInThePast);
  } else if (schedule.at < now + rules.min_schedule_lead) {
    violations.Add(
        "schedule.at",
        absl::StrCat("must be at least ", absl::FormatDuration(rules.min_schedule_lead), " from now"),
        ViolationReason::kInThePast);
  } else if (schedule.at >= absl::FromUnixSeconds(kYear10000)) {
    violations.Add("schedule.at", "is after the year 9999");
  }
}

void CheckContactNumber(const std::string& number, const FieldPath& field, const ValidationRules& rules,
                        Violations& violations) {
  if (rules.require_contact_number && IsBlank(number))
    return violations.Add(field, "is required", ViolationReason::kRequired);
  if (number.empty()) return;
  if (const char* problem = TextProblem(number)) return violations.Add(field, problem);
  std::string problem = CheckPhone(number, rules.phone_check, rules.default_region);
  if (!problem.empty()) violations.Add(field, std::move(problem), ViolationReason::kNotANumber);
}

void CheckMarkName(const Object& variables, const FieldPath& where, const std::string& mark_name,
                   Violations& violations) {
  for (const Member& member : variables) {
    if (member.key == mark_name)
      violations.Add({&where, mark_name}, "is the name of the service's own mark",
                     ViolationReason::kReservedName);
  }
}

void CheckDocument(const Document& document, const FieldPath& here, const ValidationRules& rules,
                   bool is_marked, Violations& violations) {
  CheckText({&here, "name"}, document.name, violations);
  CheckContactNumber(document.contact_number, {&here, "contact_number"}, rules, violations);
  CheckText({&here, "email"}, document.email, violations);
  CheckText({&here, "alternate_number"}, document.alternate_number, violations);
  CheckText({&here, "occupation"}, document.occupation, violations);
  CheckText({&here, "company_name"}, document.company_name, violations);
  CheckText({&here, "address"}, document.address, violations);
  CheckText({&here, "about"}, document.about, violations);
  CheckText({&here, "context"}, document.context, violations);
  for (size_t i = 0; i < document.labels.size(); ++i) {
    CheckText({&here, "labels", static_cast<int>(i)}, document.labels[i], violations);
  }
  CheckText({&here, "title"}, document.title, violations);
  CheckText({&here, "description"}, document.description, violations);
  CheckText({&here, "document_id"}, document.document_id, violations);
  ValidateVariables(document, here, violations);
  if (is_marked && !rules.mark_name.empty()) {
    CheckMarkName(document.variables, {&here, "variables"}, rules.mark_name, violations);
    CheckMarkName(document.structured_variables, {&here, "structured_variables"}, rules.mark_name,
                  violations);
  }
}

void CheckDocuments(const Task& task, const ValidationRules& rules, Violations& violations) {
  const std::vector<Document>& documents = task.documents;
  const bool is_marked = !task.request_id.empty();
  if (documents.empty()) violations.Add("documents", "is required: at least one", ViolationReason::kRequired);
  if (documents.size() > rules.max_documents) {
    violations.Add("documents", absl::StrCat("has more than ", rules.max_documents, " entries"),
                   ViolationReason::kTooMany);
  }
  // Those over the cap are not looked at: the work for one request stays bounded.
  const size_t end = std::min(documents.size(), rules.max_documents);
  for (size_t i = 0; i < end && !violations.full(); ++i) {
    const FieldPath here{nullptr, "documents", static_cast<int>(i)};
    CheckDocument(documents[i], here, rules, is_marked, violations);
  }
}

}  // namespace

std::vector<FieldViolation> Validate(const Task& task, const ValidationRules& rules, absl::Time now) {
  Violations violations;
  violations.Add(CheckId("space_token", task.space_token));
  CheckPilot(task.pilot, violations);
  CheckDocuments(task, rules, violations);
  CheckContext(task.context, violations);
  CheckSchedule(task.schedule, rules, now, violations);
  violations.Add(CheckRequestId("request_id", task.request_id, Presence::kOptional));
  violations.Add(CheckHandle("org_handle", task.org_handle, Presence::kOptional));
  return violations.Take();
}

std::vector<FieldViolation> ValidateDocument(const Document& document, const ValidationRules& rules,
                                             bool is_marked) {
  Violations violations;
  CheckDocument(document, {}, rules, is_marked, violations);
  return violations.Take();
}

}  // namespace unpod::domain
