// Checks a task before anything is sent: everything that the upstream would accept and choke on later is
// refused here. Pure; safe from any thread.
#ifndef UNPOD_SERVER_DOMAIN_VALIDATE_H_
#define UNPOD_SERVER_DOMAIN_VALIDATE_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "server/domain/outcome.h"
#include "server/domain/phone_check.h"
#include "server/domain/task.h"
#include "server/domain/text.h"

namespace unpod::domain {

struct ValidationRules {
  size_t max_documents = 100;  // The upstream inserts one by one and blocks a worker meanwhile.
  bool require_contact_number = true;
  absl::Duration min_schedule_lead = absl::Minutes(1);
  PhoneCheck phone_check = PhoneCheck::kShape;
  // ISO 3166-1 alpha-2, upper case; for numbers without country code. May be empty.
  std::string default_region;
  // The name under which each document carries the ledger's mark: refused among the variables of a request
  // with a request_id. Empty: no marks.
  std::string mark_name;
};

// At most this many violations are reported for one request.
inline constexpr size_t kMaxViolations = 100;

// All violations at once, in the order of the request's fields; none when the task may be sent.
std::vector<FieldViolation> Validate(const Task& task, const ValidationRules& rules, absl::Time now);

// The same for one document alone; the fields are named from within it ("contact_number"). `is_marked`: it
// will carry the ledger's mark.
std::vector<FieldViolation> ValidateDocument(const Document& document, const ValidationRules& rules,
                                             bool is_marked);

}  // namespace unpod::domain

#endif  // UNPOD_SERVER_DOMAIN_VALIDATE_H_
