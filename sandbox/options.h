#ifndef UNPOD_SANDBOX_OPTIONS_H_
#define UNPOD_SANDBOX_OPTIONS_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace unpod::sandbox {

// How `data.status` is written in the answer to a create: the documentation shows a string, the backend's
// code a map from task id to status. kAbsent leaves it out.
enum class StatusForm { kString, kMap, kAbsent };

// Fixed once the sandbox is made.
struct Options {
  std::string address = "127.0.0.1";  // a numeric IPv4 or IPv6 address
  uint16_t port = 0;                  // 0 takes a free one

  // A task is pending for the first quarter of this time, then in_progress, and at its end completed. 0: at
  // once.
  absl::Duration task_time = absl::Seconds(20);
  // The backend's code demands `context`, the documentation calls it optional.
  bool require_context = false;
  StatusForm status_form = StatusForm::kString;

  // API tokens that are let in. Empty: each but the well-known ones of docs/sandbox.md (`invalid-token`, …).
  std::vector<std::string> tokens = {};
  // Space tokens that exist. Empty: each of [A-Za-z0-9_-]{1,64} but the well-known ones (`INVALID_SPACE`, …).
  std::vector<std::string> spaces = {};

  // A connection that is idle for so long is closed. gunicorn's own value.
  absl::Duration keep_alive = absl::Seconds(5);
  size_t max_request_bytes = size_t{16} << 20;  // above: HTTP 413
  // Memory for the create requests that are kept (for the lists, and for the book per value). The oldest go
  // first.
  size_t max_kept_bytes = size_t{256} << 20;

  // Requests in each minute, for each API token; above: HTTP 429. 0: any number.
  int64_t rate_limit = 0;

  std::function<absl::Time()> now = [] { return absl::Now(); };  // called on the sandbox's own thread
};

}  // namespace unpod::sandbox

#endif  // UNPOD_SANDBOX_OPTIONS_H_
