// One request on its way: claim it, send it, judge the answer, perhaps send again, write down how it ended,
// and answer all who wait for it. Without a request_id there is nothing to claim and nothing to write down.
// Lives on one lane's thread.
//
//   claiming ─▶ sending ⇄ backing off ─▶ settling ─▶ over
//      │ the ledger has it already
//      ├─▶ waiting for another replica ─▶ over
//      └─▶ reading back an unknown outcome ─▶ over
#ifndef UNPOD_SERVER_FLOW_SUBMISSION_H_
#define UNPOD_SERVER_FLOW_SUBMISSION_H_

#include <memory>
#include <optional>
#include <vector>

#include "server/base/event_loop.h"
#include "server/base/monotonic.h"
#include "server/domain/outcome.h"
#include "server/flow/call.h"
#include "server/flow/claim_steps.h"
#include "server/flow/lane.h"
#include "server/flow/plan.h"
#include "server/flow/services.h"
#include "server/http/transport.h"

namespace unpod::flow {

class Submission final : public base::Runnable, public std::enable_shared_from_this<Submission> {
 public:
  Submission(const Services& services, Lane& lane, Plan plan);
  ~Submission() override;

  void Begin(std::shared_ptr<Call> call);
  // One more who waits for the same.
  void Join(const std::shared_ptr<Call>& call);
  // `call` waits no longer: it is answered now or, where nothing has left yet and nobody else waits, when
  // that is settled. What may have left goes on without it.
  void Leave(Call& call, Call::Gone why);

  const domain::Fingerprint& fingerprint() const { return plan_.steps->fingerprint; }

 private:
  enum class Phase { kClaiming, kSending, kBackingOff, kSettling, kElsewhere, kReadingBack };

  void Run() override;  // An operation of the ledger is done.

  void Claim();
  void ClaimAgain();
  void OnClaimed();
  void PassClaim();
  void OnHeld(const ledger::Entry& entry);
  void WaitElsewhere();
  void Look();
  void OnFoundElsewhere();
  void ReadBack(const ledger::Entry& entry);

  void Send();
  void OnResult(const http::Result& result);
  bool SendAgainLater(const domain::Outcome& outcome);

  // How it ended: settled first where it was claimed, then answered.
  void End(domain::Outcome outcome);
  void EndAbandoned();
  void Settle();
  void OnSettled();
  void AnswerAll(const domain::Outcome& outcome);
  void Release();

  bool MayHaveLeft() const;
  base::MonotonicTime LatestDeadline() const;
  // What somebody is told who waits no longer than this.
  domain::Outcome Unfinished(Call::Gone why) const;
  void RunLater(base::Duration delay, void (Submission::*step)());

  const Services& services_;
  Lane& lane_;
  Plan plan_;
  Phase phase_ = Phase::kSending;
  std::vector<std::shared_ptr<Call>> calls_;  // Who waits.
  http::Transfer* transfer_ = nullptr;        // While one is under way.
  int attempts_ = 0;
  bool has_left_ = false;  // Some attempt may have left.
  // Nobody waits and nothing has left: what to end with as soon as what is under way lets go.
  std::optional<domain::Outcome> abandoned_with_;
  bool was_abandoned_ = false;
  std::optional<domain::Outcome> outcome_;  // Being settled.
  base::MonotonicTime elsewhere_until_{};
  base::Duration delay_{};  // Between tries of the current phase.
  std::optional<base::EventLoop::TimerId> timer_;
  std::shared_ptr<Submission> self_;  // While an operation of the ledger is pending.
};

}  // namespace unpod::flow

#endif  // UNPOD_SERVER_FLOW_SUBMISSION_H_
