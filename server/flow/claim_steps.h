// The operations of the ledger that a submission goes through, one at a time.
#ifndef UNPOD_SERVER_FLOW_CLAIM_STEPS_H_
#define UNPOD_SERVER_FLOW_CLAIM_STEPS_H_

#include "server/base/event_loop.h"
#include "server/ledger/operation.h"

namespace unpod::flow {

// An operation whose end runs `then` on `loop`. Both must live until then.
template <typename Operation>
class OnLoop final : public Operation {
 public:
  OnLoop(base::EventLoop& loop, base::Runnable& then) : loop_(loop), then_(then) {}
  void OnDone() override { loop_.Post(then_); }

 private:
  base::EventLoop& loop_;
  base::Runnable& then_;
};

struct ClaimSteps {
  ClaimSteps(base::EventLoop& loop, base::Runnable& then)
      : claim(loop, then), settle(loop, then), find(loop, then) {}
  OnLoop<ledger::Claim> claim;
  OnLoop<ledger::Settle> settle;
  OnLoop<ledger::Find> find;
};

}  // namespace unpod::flow

#endif  // UNPOD_SERVER_FLOW_CLAIM_STEPS_H_
