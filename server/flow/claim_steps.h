// The operations of the ledger that a submission goes through, one at a time.
#ifndef UNPOD_SERVER_FLOW_CLAIM_STEPS_H_
#define UNPOD_SERVER_FLOW_CLAIM_STEPS_H_

#include <memory>

#include "server/base/event_loop.h"
#include "server/ledger/operation.h"

namespace unpod::flow {

// An operation whose end runs something on a loop.
template <typename Operation>
class OnLoop final : public Operation {
 public:
  // Before it is submitted. Both must live until it is done.
  void Bind(base::EventLoop& loop, base::Runnable& then) {
    loop_ = &loop;
    then_ = &then;
  }
  void OnDone() override { loop_->Post(*then_); }

 private:
  base::EventLoop* loop_ = nullptr;
  base::Runnable* then_ = nullptr;
};

// Made with the call, so that names and ids are written once: into the claim.
struct ClaimSteps {
  const ledger::Digest& digest() const { return claim.digest; }

  OnLoop<ledger::Claim> claim;
  // What the claim asks for: the ledger's answer overwrites it there.
  domain::Fingerprint fingerprint{};
  OnLoop<ledger::Settle> settle;
  std::unique_ptr<OnLoop<ledger::Find>> find;  // Rarely needed.
};

}  // namespace unpod::flow

#endif  // UNPOD_SERVER_FLOW_CLAIM_STEPS_H_
