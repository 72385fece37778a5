// Sends HTTP requests from one event loop. Everything here belongs to that loop's thread, which
// implementations assert.
#ifndef UNPOD_SERVER_HTTP_TRANSPORT_H_
#define UNPOD_SERVER_HTTP_TRANSPORT_H_

#include <cstddef>

#include "absl/functional/any_invocable.h"
#include "server/http/transfer.h"

namespace unpod::http {

// One request under way. Owned by its transport; valid until its `done` has been called.
class Transfer {
 public:
  // True from the moment when a byte of the request may have left this process; never goes back.
  virtual bool MayHaveLeft() const = 0;
  // Ends the transfer now; `done` is called later, never from inside Cancel, with Error::kCancelled, or with
  // kConnectionLost where a byte may have left before.
  virtual void Cancel() = 0;

 protected:
  ~Transfer() = default;
};

class Transport {
 public:
  using Done = absl::AnyInvocable<void(Result)>;

  virtual ~Transport() = default;

  // Puts the body of a POST on the wire at most once (design invariant 2) and calls `done` exactly once,
  // never from inside Send. `request` must live until then.
  virtual Transfer& Send(const Request& request, Done done) = 0;
};

}  // namespace unpod::http

#endif  // UNPOD_SERVER_HTTP_TRANSPORT_H_
