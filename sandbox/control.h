#ifndef UNPOD_SANDBOX_CONTROL_H_
#define UNPOD_SANDBOX_CONTROL_H_

#include <functional>

#include "sandbox/answer.h"
#include "sandbox/backend.h"
#include "sandbox/request.h"

namespace unpod::sandbox {

// Answers the requests below /_sandbox/: scripts faults, reads the book. Needs no token.
Answer Control(const Request& request, Backend& backend, const std::function<void()>& close_idle_connections);

}  // namespace unpod::sandbox

#endif  // UNPOD_SANDBOX_CONTROL_H_
