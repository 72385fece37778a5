#ifndef UNPOD_SANDBOX_BODIES_H_
#define UNPOD_SANDBOX_BODIES_H_

#include <vector>

#include "absl/strings/string_view.h"
#include "sandbox/answer.h"

namespace unpod::sandbox {

// Answers that the real API has been seen or is documented to give, byte for byte. The name starts with the
// status.
struct NamedBody {
  absl::string_view name;
  Answer answer;
};

// In the order of their statuses. Never changes; any thread.
const std::vector<NamedBody>& NamedBodies();

// Null when there is none of that name.
const Answer* FindBody(absl::string_view name);

// The same for names known at compile time.
const Answer& Body(absl::string_view name);

}  // namespace unpod::sandbox

#endif  // UNPOD_SANDBOX_BODIES_H_
