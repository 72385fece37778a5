// What the use case needs to know; made once at start, then constant and shared.
#ifndef UNPOD_SERVER_FLOW_OPTIONS_H_
#define UNPOD_SERVER_FLOW_OPTIONS_H_

#include <cstddef>
#include <string>

#include "absl/time/time.h"
#include "server/base/monotonic.h"
#include "server/base/secret.h"
#include "server/domain/validate.h"
#include "server/policy/retry.h"

namespace unpod::flow {

struct Options {
  std::string base_url;    // "https://unpod.ai": scheme, host and port, no final slash.
  std::string org_handle;  // For requests that name none. May be empty.
  base::Secret api_token;  // For callers that bring none. May be empty.
  domain::ValidationRules validation;
  policy::RetryPolicy retry;
  size_t max_request_bytes = 900 * 1024;  // Of the JSON body; a proxy's usual limit is 1 MiB.
  size_t max_in_flight = 10'000;
  // An attempt's own budget, from its start; it runs on when the caller leaves.
  absl::Duration attempt_timeout = absl::Seconds(60);
  // A call with less time left than this is refused before anything is sent.
  base::Duration min_time_left = std::chrono::milliseconds(100);
  // How long before the caller's deadline it is answered, so that the answer gets there in time.
  base::Duration reply_margin = std::chrono::milliseconds(20);
};

}  // namespace unpod::flow

#endif  // UNPOD_SERVER_FLOW_OPTIONS_H_
