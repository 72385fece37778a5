// One request on its way: claim it, send it, judge the answer, perhaps send again, write down how it ended,
// and answer all who wait for it. Without a request_id there is nothing to claim and nothing to write down.
// Lives on one lane's thread.
//
//   claiming ─▶ sending ⇄ backing off ─▶ settling ─▶ over
//      │ the ledger has it already
//      ├─▶ waiting for another replica ─▶ over
//      ├─▶ checking whether the caller's own token may be told ─▶ over
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

class Submission final : public base::Runnable,
                         public InFlight,
                         public std::enable_shared_from_this<Submission> {
 public:
  // `can_be_joined`: repeats that come meanwhile share this one.
  Submission(const Services& services, Lane& lane, Plan plan, bool can_be_joined = true);
  ~Submission() override;

  void Begin(std::shared_ptr<Call> call);
  // One more who waits for the same.
  void Join(const std::shared_ptr<Call>& call);
  // `call` waits no longer: it is answered now or, where nothing has left yet and nobody else waits, when
  // that is settled. What may have left goes on without it.
  void Leave(Call& call, Call::Gone why);

  void OnStopping(Stopping stage) override;

  const domain::Fingerprint& fingerprint() const { return plan_.steps->fingerprint; }
  const base::Secret& token() const { return plan_.token; }

 private:
  enum class Phase { kClaiming, kSending, kBackingOff, kSettling, kElsewhere, kCheckingToken, kReadingBack };

  void Run() override;  // An operation of the ledger is done.

  void Claim();
  void ClaimAgain();
  void OnClaimed();
  void PassClaim();
  void OnHeld(const ledger::Entry& entry);
  // The request has been sent before, and its outcome may be told.
  void OnSentBefore(const ledger::Entry& entry);
  // A caller with another Unpod token of its own than the one that has placed the request is told of it only
  // if that token may read the space.
  bool MustCheckToken() const;
  void CheckToken(const ledger::Entry& entry);
  void WaitElsewhere();
  void Look();
  void OnFoundElsewhere();
  void ReadBack(const ledger::Entry& entry);

  void Send();
  void OnResult(const http::Result& result);
  bool SendAgainLater(const domain::Outcome& outcome);
  // Whether the service's token was taken, where it was sent with that. True: it is sent once more, with a
  // newer or another one, since nothing was executed.
  bool LearnOfToken(const http::Result& result, const domain::Outcome& outcome);
  void SendWithFirstToken();

  // How it ended: settled first where it was claimed, then answered.
  void End(domain::Outcome outcome);
  void EndAbandoned();
  void Settle();
  void OnSettled();
  void AnswerAll(const domain::Outcome& outcome);
  void Release();

  bool MayHaveLeft() const;
  base::MonotonicTime LatestDeadline() const;
  // Until it is settled, what happens is in the hands of this process.
  bool IsOurs() const;
  // What somebody is told who waits no longer than this.
  domain::Outcome Unfinished(Call::Gone why) const;
  void AnswerUnfinished();
  // Ends it without sending: at once, or as soon as what is under way lets go.
  void Abandon(domain::Outcome outcome);
  void RunLater(base::Duration delay, void (Submission::*step)());

  const Services& services_;
  Lane& lane_;
  Plan plan_;
  Phase phase_ = Phase::kSending;
  std::vector<std::shared_ptr<Call>> calls_;  // Who waits.
  http::Transfer* transfer_ = nullptr;        // While one is under way.
  int attempts_ = 0;
  bool has_left_ = false;  // Some attempt may have left.
  bool has_changed_token_ = false;
  // Nobody waits and nothing has left: what to end with as soon as what is under way lets go.
  std::optional<domain::Outcome> abandoned_with_;
  bool only_caller_left_ = false;           // That is why it was abandoned.
  bool was_abandoned_ = false;              // It has ended so, and others may have joined meanwhile.
  std::optional<domain::Outcome> outcome_;  // Being settled.
  base::MonotonicTime elsewhere_until_{};
  base::Duration delay_{};  // Between tries of the current phase.
  std::optional<base::EventLoop::TimerId> timer_;
  std::shared_ptr<Submission> self_;  // While an operation of the ledger is pending.
};

}  // namespace unpod::flow

#endif  // UNPOD_SERVER_FLOW_SUBMISSION_H_
