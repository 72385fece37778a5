// One caller's CreateTask: until when it waits, whether it is still there, and its one answer. Lives on one
// lane's thread. What happens to the request meanwhile is its Submission's; several calls with the same
// request_id share one.
#ifndef UNPOD_SERVER_FLOW_CALL_H_
#define UNPOD_SERVER_FLOW_CALL_H_

#include <memory>
#include <optional>

#include "absl/functional/any_invocable.h"
#include "server/base/event_loop.h"
#include "server/base/monotonic.h"
#include "server/domain/outcome.h"
#include "server/flow/lane.h"
#include "server/flow/options.h"
#include "server/flow/plan.h"

namespace unpod::flow {

class Submission;

class Call final : private base::Runnable, public std::enable_shared_from_this<Call> {
 public:
  using Done = absl::AnyInvocable<void(domain::Outcome)>;
  using Passed = absl::AnyInvocable<void()>;
  // Why a caller waits no longer.
  enum class Gone { kDeadline, kCancelled, kStopping };

  Call(const Services& services, Lane& lane, std::unique_ptr<Plan> plan, base::MonotonicTime deadline,
       Done done, Passed passed = nullptr);

  // Any thread, once: hands the call to its lane.
  void Start();
  // Any thread: the caller is gone.
  void Leave();

  // The lane's thread only.
  base::MonotonicTime deadline() const { return deadline_; }
  // The ledger has the request with these contents: claimed now, or before. Told once, where asked for.
  void PassClaim();
  // Tells the caller. Once; the submission lets go of the call before or after.
  void Answer(domain::Outcome outcome);

 private:
  void Run() override;  // On the lane: begins, or joins a submission of the same request.
  void OnGone(Gone why);

  // Constant after construction.
  const Services& services_;
  Lane& lane_;
  const base::MonotonicTime deadline_;

  // The lane's thread only, from Run on.
  std::unique_ptr<Plan> plan_;        // Until Run.
  Done done_;                         // Null once answered.
  Passed passed_;                     // Null once told.
  Submission* submission_ = nullptr;  // From Run until answered; it holds this.
  std::shared_ptr<Call> self_;        // From Start to Run.
  std::optional<base::EventLoop::TimerId> reply_timer_;
};

}  // namespace unpod::flow

#endif  // UNPOD_SERVER_FLOW_CALL_H_
