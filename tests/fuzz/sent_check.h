// A task on its way to the upstream: refused with reasons, or sent as it is.
#ifndef UNPOD_TESTS_FUZZ_SENT_CHECK_H_
#define UNPOD_TESTS_FUZZ_SENT_CHECK_H_

#include <nlohmann/json.hpp>
#include <optional>

#include "server/domain/task.h"

namespace unpod::fuzz {

// Validates `task` and encodes it. Nothing when it is refused; else the JSON that is sent, without marks,
// which says all that the task says and nothing else.
std::optional<nlohmann::json> CheckSent(const domain::Task& task);

}  // namespace unpod::fuzz

#endif  // UNPOD_TESTS_FUZZ_SENT_CHECK_H_
