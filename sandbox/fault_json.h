#ifndef UNPOD_SANDBOX_FAULT_JSON_H_
#define UNPOD_SANDBOX_FAULT_JSON_H_

#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "sandbox/answer.h"
#include "sandbox/fault.h"

namespace unpod::sandbox {

// A fault object, or a list of them. INVALID_ARGUMENT for a member that is unknown or of the wrong type, and
// for what CheckFault refuses.
absl::StatusOr<std::vector<Fault>> ParseFaults(absl::string_view text);

// What a fault says, without what it leaves at its default.
Json FaultToJson(const Fault& fault);

}  // namespace unpod::sandbox

#endif  // UNPOD_SANDBOX_FAULT_JSON_H_
