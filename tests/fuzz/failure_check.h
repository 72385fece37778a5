// What each failure that a caller is told must keep to.
#ifndef UNPOD_TESTS_FUZZ_FAILURE_CHECK_H_
#define UNPOD_TESTS_FUZZ_FAILURE_CHECK_H_

#include "server/domain/outcome.h"
#include "server/rpc/status.h"

namespace unpod::fuzz {

// A name that stands for what a failure may not repeat: targets put it into their inputs in the place of each
// '~'.
inline constexpr char kPrivate[] = "Zqvxname";

void CheckFailure(const domain::Failure& failure, rpc::Execution execution);

}  // namespace unpod::fuzz

#endif  // UNPOD_TESTS_FUZZ_FAILURE_CHECK_H_
