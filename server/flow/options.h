// What the use case needs to know; made once at start, then constant and shared.
#ifndef UNPOD_SERVER_FLOW_OPTIONS_H_
#define UNPOD_SERVER_FLOW_OPTIONS_H_

#include <cstddef>
#include <memory>
#include <string>

#include "absl/time/time.h"
#include "server/base/agreed_clock.h"
#include "server/base/monotonic.h"
#include "server/domain/validate.h"
#include "server/flow/service_token.h"
#include "server/policy/retry.h"

namespace unpod::flow {

// How an unknown outcome is looked for in the upstream's list of tasks.
struct ReadBackOptions {
  // Under this name each document carries its mark, which the upstream hands back. Empty: no marks, and so no
  // way to find anything.
  std::string mark_name = "client_request_id";
  base::Duration settle_time = std::chrono::seconds(2);  // Before the first look.
  // Between looks: it doubles up to here. So does the time for which a look that has seen all answers whoever
  // asks next.
  base::Duration max_delay = std::chrono::seconds(60);
  // What is not found for this long stays unknown, with the reason NOT_FOUND_YET.
  base::Duration window = std::chrono::minutes(10);
  absl::Duration clock_skew = absl::Minutes(5);  // Between the upstream's clock and the ledger's.
  // The upstream takes any size; a page that turns out larger than the cap is read in smaller ones.
  int page_size = 500;
  int max_pages = 200;                                // In one look.
  size_t max_searches = 10'000;                       // Remembered at once, on each lane.
  size_t concurrent = 4;                              // Looks at once, on each lane.
  base::Duration timeout = std::chrono::seconds(30);  // For one page.
  size_t max_page_bytes = size_t{8} << 20;
  base::AgreedClock* clock = &base::AgreedClock::OfProcess();  // Not owned. Ends the window.
};

struct Options {
  std::string base_url;    // "https://unpod.ai": scheme, host and port, no final slash.
  std::string org_handle;  // For requests that name none. May be empty.
  // For callers that bring none. May be empty. Copies of these options share it.
  std::shared_ptr<ServiceToken> service_token = std::make_shared<ServiceToken>();
  domain::ValidationRules validation;
  policy::RetryPolicy retry;
  size_t max_request_bytes = 900 * 1024;  // Of the JSON body; a proxy's usual limit is 1 MiB.
  size_t max_in_flight = 10'000;
  // Reads are fewer: an answer may be megabytes.
  size_t max_reads_in_flight = 64;
  size_t max_watchers = 10'000;
  // Between looks at a run that is watched: while it changes, and at most.
  base::Duration watch_min_interval = std::chrono::seconds(1);
  base::Duration watch_max_interval = std::chrono::seconds(30);
  // An attempt's own budget, from its start; it runs on when the caller leaves.
  absl::Duration attempt_timeout = absl::Seconds(60);
  // Of another replica that is sending the same request.
  base::Duration join_wait = std::chrono::seconds(30);
  // Calls that name no request_id are taken also while the ledger cannot be written.
  bool serve_without_ledger = false;
  ReadBackOptions read_back;
  // A call with less time left than this is refused before anything is sent.
  base::Duration min_time_left = std::chrono::milliseconds(100);
  // How long before the caller's deadline it is answered at least (see policy::ReplyMargin).
  base::Duration reply_margin = std::chrono::milliseconds(20);
};

}  // namespace unpod::flow

#endif  // UNPOD_SERVER_FLOW_OPTIONS_H_
