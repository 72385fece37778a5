#include "server/flow/call.h"

#include <algorithm>
#include <utility>

#include "server/flow/failures.h"
#include "server/flow/submission.h"
#include "server/policy/reply_margin.h"

namespace unpod::flow {

Call::Call(const Services& services, Lane& lane, std::unique_ptr<Plan> plan, base::MonotonicTime deadline,
           Done done, Passed passed)
    : services_(services),
      lane_(lane),
      deadline_(deadline),
      plan_(std::move(plan)),
      done_(std::move(done)),
      passed_(std::move(passed)) {}

void Call::Start() {
  self_ = shared_from_this();
  lane_.loop().Post(*this);
}

void Call::Leave() {
  lane_.loop().PostTask([self = shared_from_this()] { self->OnGone(Gone::kCancelled); });
}

void Call::Run() {
  lane_.AssertInLoop();
  const auto self = std::exchange(self_, nullptr);
  if (lane_.is_over()) return;
  if (deadline_ != base::kNever) {
    const base::Duration margin =
        std::max(services_.options.reply_margin, policy::ReplyMargin(deadline_ - base::MonotonicNow()));
    reply_timer_ = lane_.loop().RunAt(deadline_ - margin, [this] {
      reply_timer_.reset();
      OnGone(Gone::kDeadline);
    });
  }
  const std::unique_ptr<Plan> plan = std::move(plan_);
  bool can_be_joined = true;
  if (Submission* const under_way = plan->steps ? lane_.FindSubmission(plan->steps->digest()) : nullptr) {
    if (under_way->fingerprint() != plan->steps->fingerprint) return Answer(RequestIdReused());
    if (under_way->token() == plan->token) {
      submission_ = under_way;
      return under_way->Join(self);
    }
    can_be_joined = false;  // Another token asks the ledger by itself, and is told what its token may know.
  }
  const auto submission = std::make_shared<Submission>(services_, lane_, std::move(*plan), can_be_joined);
  submission_ = submission.get();
  submission->Begin(self);
}

void Call::OnGone(Gone why) {
  lane_.AssertInLoop();
  if (!done_ || submission_ == nullptr || lane_.is_over()) return;  // Answered already, or never begun.
  submission_->Leave(*this, why);
}

void Call::PassClaim() {
  lane_.AssertInLoop();
  if (passed_) std::exchange(passed_, nullptr)();
}

void Call::Answer(domain::Outcome outcome) {
  lane_.AssertInLoop();
  if (!done_) return;
  submission_ = nullptr;
  if (reply_timer_.has_value()) lane_.loop().CancelTimer(*reply_timer_);
  reply_timer_.reset();
  passed_ = nullptr;
  std::exchange(done_, nullptr)(std::move(outcome));
}

}  // namespace unpod::flow
