#ifndef UNPOD_SANDBOX_REPLACEMENT_H_
#define UNPOD_SANDBOX_REPLACEMENT_H_

#include "sandbox/answer.h"
#include "sandbox/fault.h"

namespace unpod::sandbox {

// Whether a request hit by the fault is handled before its answer is replaced.
bool Handles(const Fault& fault);

// The answer that the fault wants, where `ordinary` would have been given.
Answer Replace(Answer ordinary, const Fault& fault);

}  // namespace unpod::sandbox

#endif  // UNPOD_SANDBOX_REPLACEMENT_H_
