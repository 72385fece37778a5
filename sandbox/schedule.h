#ifndef UNPOD_SANDBOX_SCHEDULE_H_
#define UNPOD_SANDBOX_SCHEDULE_H_

#include <optional>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "sandbox/answer.h"

namespace unpod::sandbox {

// When the calls of a create begin, or why it is refused.
struct Plan {
  absl::Time due = absl::InfinitePast();
  bool scheduled = false;  // false: at once
  std::optional<Answer> refusal = std::nullopt;
};

// `schedule`: null, or an object of any shape. As the backend does it: a type it does not know means now.
Plan PlanSchedule(const Json* schedule, absl::string_view pilot, absl::Time now);

}  // namespace unpod::sandbox

#endif  // UNPOD_SANDBOX_SCHEDULE_H_
