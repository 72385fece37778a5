// The service's own API token, for callers that bring none: one, or two while one takes over from the other.
// Knows which of them the upstream takes, tries that one first, and says in the log when that changes.
// Thread-safe.
#ifndef UNPOD_SERVER_FLOW_SERVICE_TOKEN_H_
#define UNPOD_SERVER_FLOW_SERVICE_TOKEN_H_

#include <atomic>
#include <functional>
#include <optional>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "server/base/monotonic.h"
#include "server/base/mutex.h"
#include "server/base/secret.h"

namespace unpod::flow {

class ServiceToken {
 public:
  // Called on any thread, and must not block; on_usable must not call back.
  struct Listener {
    // A token was rejected: perhaps there is a newer one.
    std::function<void()> look_for_newer;
    // Whether there is a token that is not known to be rejected, or none at all: at first, and when that
    // changes.
    std::function<void(bool)> on_usable;
  };

  // Before anything is rejected or accepted.
  void Listen(Listener listener);

  // From now on these, the first one first; what is known of those that stay is kept. True when they differ
  // from what there was.
  bool Set(const std::vector<base::Secret>& tokens);
  bool empty() const;
  // The one to try first; empty when there is none.
  base::Secret First() const;

  // The upstream has taken `token`. Cheap where that is no news.
  void Accepted(const base::Secret& token);
  // The upstream has rejected it, which proves that nothing was executed. After how long First() is worth a
  // second try: at once where it is another token by now, a little later where a newer one may be found,
  // never where neither is so.
  std::optional<base::Duration> Rejected(const base::Secret& token);

 private:
  enum class State { kUntried, kAccepted, kRejected };
  struct Known {
    base::Secret token;
    size_t number = 1;  // As they were given: what the log calls it.
    State state = State::kUntried;
    base::MonotonicTime since{};
  };

  std::vector<Known>::iterator Find(const base::Secret& token) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Tell() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  mutable base::Mutex mutex_;
  Listener listener_ ABSL_GUARDED_BY(mutex_);
  std::vector<Known> tokens_ ABSL_GUARDED_BY(mutex_);  // The one to try first is the first.
  std::optional<bool> told_ ABSL_GUARDED_BY(mutex_);

  // Synchronised by itself.
  std::atomic<bool> is_settled_{false};  // The first one was accepted the last time.
};

}  // namespace unpod::flow

#endif  // UNPOD_SERVER_FLOW_SERVICE_TOKEN_H_
