// When a throttled call may be made again. Pure. Internal to unpod.
#ifndef UNPOD_SERVER_UNPOD_RETRY_AFTER_H_
#define UNPOD_SERVER_UNPOD_RETRY_AFTER_H_

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "server/http/transfer.h"

namespace unpod::unpod {

// From Retry-After (seconds, also with a fraction, or an HTTP date), else X-RateLimit-Reset or
// RateLimit-Reset (seconds from now, or Unix seconds or milliseconds, told apart by their size; or a date),
// else the "in 60 seconds" of the answer's words, else one second. Between zero and an hour.
absl::Duration RetryAfter(const http::Result& result, absl::string_view words, absl::Time now);

}  // namespace unpod::unpod

#endif  // UNPOD_SERVER_UNPOD_RETRY_AFTER_H_
