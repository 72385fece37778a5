// Whether the upstream can be reached, as all lanes together see it: which change is worth a line in the log.
#ifndef UNPOD_SERVER_HTTP_REACHABILITY_H_
#define UNPOD_SERVER_HTTP_REACHABILITY_H_

#include <atomic>
#include <cstdint>

#include "server/base/monotonic.h"

namespace unpod::http {

// Thread-safe, without a lock.
class Reachability {
 public:
  // An upstream that comes and goes, or fails in two ways in turn, must not fill the log: a new outage is
  // told this long after the last line at the earliest, another reason for the same one this long.
  static constexpr base::Duration kOutagePause = std::chrono::seconds(5);
  static constexpr base::Duration kReasonPause = std::chrono::seconds(1);

  // No connection could be made, for this reason (not 0). True: it is not the one told last, tell it.
  bool OnFailure(uint64_t reason, base::MonotonicTime now);
  // A request has left. True: an outage had been told, tell its end.
  bool OnSuccess();

 private:
  std::atomic<uint64_t> told_{0};  // 0: reachable.
  std::atomic<int64_t> last_told_{INT64_MIN};
};

}  // namespace unpod::http

#endif  // UNPOD_SERVER_HTTP_REACHABILITY_H_
