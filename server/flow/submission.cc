#include "server/flow/submission.h"

#include <algorithm>
#include <string>
#include <utility>
#include <variant>

#include "absl/time/clock.h"
#include "server/base/crash_point.h"
#include "server/base/log.h"
#include "server/flow/failures.h"
#include "server/flow/ledger_outcome.h"
#include "server/flow/read_back.h"
#include "server/policy/retry.h"
#include "server/unpod/classify.h"
#include "server/unpod/encode.h"

namespace unpod::flow {
namespace {

// Between tries to write an outcome down.
constexpr base::Duration kFirstSettleAgain = std::chrono::milliseconds(100);
constexpr base::Duration kLongestSettleAgain = std::chrono::seconds(5);

std::optional<base::Duration> RetryAfterOf(const domain::Outcome& outcome) {
  const auto* rejected = std::get_if<domain::NotExecuted>(&outcome);
  if (rejected == nullptr || !rejected->failure.retry_after.has_value()) return std::nullopt;
  // Reaching the upstream again needs no pause of its asking; the hint is for callers.
  if (rejected->failure.reason == domain::Reason::kUpstreamUnreachable) return std::nullopt;
  return absl::ToChronoNanoseconds(*rejected->failure.retry_after);
}

domain::Unknown WhatIsTold(Call::Gone why) {
  switch (why) {
    case Call::Gone::kDeadline:
      return DeadlineAfterSending();
    case Call::Gone::kCancelled:
      return CancelledAfterSending();
    case Call::Gone::kStopping:
      break;
  }
  return StoppedAfterSending();
}

void LogUnknown(const domain::Outcome& outcome, bool caller_waiting, bool in_ledger) {
  const auto* unknown = std::get_if<domain::Unknown>(&outcome);
  if (unknown == nullptr) return;
  spdlog::warn("create_task execution=unknown reason={} http_status={} caller_waiting={} in_ledger={}",
               std::string(domain::ReasonName(unknown->failure.reason)), unknown->failure.http_status,
               caller_waiting, in_ledger);
}

}  // namespace

Submission::Submission(const Services& services, Lane& lane, Plan plan, bool can_be_joined)
    : services_(services), lane_(lane), plan_(std::move(plan)) {
  lane_.AssertInLoop();
  lane_.Add(*this);
  if (plan_.steps == nullptr) return;
  plan_.steps->claim.Bind(lane_.loop(), *this);
  plan_.steps->settle.Bind(lane_.loop(), *this);
  if (can_be_joined) lane_.AddSubmission(plan_.steps->digest(), *this);
}

Submission::~Submission() {
  lane_.AssertInLoop();
  lane_.Remove(*this);
  Release();
}

// From now on the same request is looked up in the ledger.
void Submission::Release() {
  if (plan_.steps != nullptr) lane_.RemoveSubmission(plan_.steps->digest(), *this);
}

void Submission::Begin(std::shared_ptr<Call> call) {
  lane_.AssertInLoop();
  calls_.push_back(std::move(call));
  if (plan_.steps != nullptr) {
    Claim();
  } else {
    Send();
  }
}

void Submission::Join(const std::shared_ptr<Call>& call) {
  lane_.AssertInLoop();
  calls_.push_back(call);
  if (phase_ != Phase::kClaiming) call->PassClaim();
}

void Submission::Claim() {
  phase_ = Phase::kClaiming;
  self_ = shared_from_this();
  base::CrashPoint("before_claim");
  services_.ledger->Submit(plan_.steps->claim);
}

// The first claim was answered with somebody else's entry; its key is the same.
void Submission::ClaimAgain() {
  ledger::Claim& claim = plan_.steps->claim;
  ledger::Entry entry;
  entry.key = std::move(claim.entry.key);
  entry.fingerprint = fingerprint();
  entry.claim_id = plan_.steps->settle.claim_id;
  entry.documents = static_cast<uint32_t>(plan_.documents);
  claim.entry = std::move(entry);
  Claim();
}

void Submission::Run() {
  lane_.AssertInLoop();
  const auto self = std::exchange(self_, nullptr);
  if (lane_.is_over()) return;
  switch (phase_) {
    case Phase::kClaiming:
      return OnClaimed();
    case Phase::kElsewhere:
      return OnFoundElsewhere();
    case Phase::kSettling:
      return OnSettled();
    case Phase::kSending:
    case Phase::kBackingOff:
    case Phase::kCheckingToken:
    case Phase::kReadingBack:
      return;  // In these the ledger has been asked nothing.
  }
}

void Submission::OnClaimed() {
  const ledger::Claim& claim = plan_.steps->claim;
  if (!claim.status.ok()) {
    AnswerAll(LedgerUnavailable());
    // It may be written all the same. Nothing is sent, so it is taken back, however long that takes; nobody
    // waits.
    if (claim.attempted) End(LedgerUnavailable());
    return;
  }
  if (!claim.claimed) return OnHeld(claim.entry);
  base::CrashPoint("claimed");
  PassClaim();
  if (plan_.token_owner == unpod::TokenOwner::kCaller)
    lane_.known_tokens().Add(plan_.steps->digest(), plan_.token);
  if (abandoned_with_.has_value()) return EndAbandoned();
  if (plan_.send_before.has_value() && absl::Now() > *plan_.send_before) return End(ScheduledTooSoon());
  Send();
}

// Who waits may leave when it is told.
void Submission::PassClaim() {
  const std::vector<std::shared_ptr<Call>> calls = calls_;
  for (const auto& call : calls) call->PassClaim();
}

void Submission::Send() {
  phase_ = Phase::kSending;
  ++attempts_;
  transfer_ = &lane_.transport().Send(
      plan_.request, [self = shared_from_this()](const http::Result& result) { self->OnResult(result); });
}

void Submission::OnResult(const http::Result& result) {
  base::CrashPoint("sent");
  transfer_ = nullptr;
  has_left_ = has_left_ || result.may_have_left;
  if (abandoned_with_.has_value() && !result.may_have_left) return EndAbandoned();
  domain::Outcome outcome = unpod::Classify(result, {plan_.token_owner, plan_.documents, absl::Now()});
  if (LearnOfToken(result, outcome) || SendAgainLater(outcome)) return;
  End(std::move(outcome));
}

bool Submission::LearnOfToken(const http::Result& result, const domain::Outcome& outcome) {
  if (plan_.service_token.empty()) return false;
  ServiceToken& token = *services_.options.service_token;
  const auto* refused = std::get_if<domain::NotExecuted>(&outcome);
  if (refused == nullptr || refused->failure.reason != domain::Reason::kServiceTokenRejected) {
    if (result.http_status == 200 || result.http_status == 206) token.Accepted(plan_.service_token);
    return false;
  }
  const std::optional<base::Duration> delay = token.Rejected(plan_.service_token);
  if (!delay.has_value() || has_changed_token_ || calls_.empty() || abandoned_with_.has_value()) return false;
  if (LatestDeadline() - base::MonotonicNow() - *delay < services_.options.min_time_left) return false;
  has_changed_token_ = true;
  has_left_ = false;
  phase_ = Phase::kBackingOff;
  RunLater(*delay, &Submission::SendWithFirstToken);
  return true;
}

void Submission::SendWithFirstToken() {
  plan_.service_token = services_.options.service_token->First();
  unpod::ReplaceToken(plan_.service_token, plan_.request);
  Send();
}

bool Submission::SendAgainLater(const domain::Outcome& outcome) {
  if (calls_.empty() || abandoned_with_.has_value() || !policy::IsRetryable(outcome)) return false;
  const auto delay = policy::RetryDelay(services_.options.retry, attempts_, RetryAfterOf(outcome),
                                        LatestDeadline() - base::MonotonicNow(),
                                        services_.options.min_time_left, lane_.Jitter());
  if (!delay.has_value()) return false;
  has_left_ = false;  // What has left was certainly not executed.
  phase_ = Phase::kBackingOff;
  RunLater(*delay, &Submission::Send);
  return true;
}

bool Submission::MayHaveLeft() const {
  return has_left_ || (transfer_ != nullptr && transfer_->MayHaveLeft());
}

base::MonotonicTime Submission::LatestDeadline() const {
  base::MonotonicTime latest{};
  for (const auto& call : calls_) latest = std::max(latest, call->deadline());
  return latest;
}

void Submission::Leave(Call& call, Call::Gone why) {
  lane_.AssertInLoop();
  if (abandoned_with_.has_value()) return;  // About to be answered.
  const bool is_last = calls_.size() == 1;
  if (!is_last || MayHaveLeft() || !IsOurs()) {
    const auto at =
        std::find_if(calls_.begin(), calls_.end(), [&](const auto& each) { return each.get() == &call; });
    const std::shared_ptr<Call> held = *at;
    calls_.erase(at);
    return call.Answer(Unfinished(why));
  }
  only_caller_left_ = true;
  Abandon(why == Call::Gone::kDeadline ? DeadlineBeforeSending() : CancelledBeforeSending());
}

void Submission::Abandon(domain::Outcome outcome) {
  abandoned_with_ = std::move(outcome);
  if (transfer_ != nullptr) return transfer_->Cancel();
  if (phase_ == Phase::kBackingOff) EndAbandoned();
  // Else the claim is pending: OnClaimed takes it back.
}

void Submission::EndAbandoned() {
  was_abandoned_ = only_caller_left_;
  End(*std::move(abandoned_with_));
}

bool Submission::IsOurs() const {
  return phase_ == Phase::kClaiming || phase_ == Phase::kSending || phase_ == Phase::kBackingOff;
}

// A retrying client or mesh must not take for "not executed" what may have left (design invariant 9): each
// caller gets its verdict from here, before gRPC would say UNAVAILABLE to all of them.
void Submission::OnStopping(Stopping stage) {
  if (calls_.empty() || stage == Stopping::kDraining) return;
  if (stage == Stopping::kNow) return AnswerUnfinished();
  if (abandoned_with_.has_value() || phase_ == Phase::kSettling) return;  // About to be answered.
  if (MayHaveLeft() || !IsOurs()) return AnswerUnfinished();
  Abandon(StoppedBeforeSending());
}

// What has left goes on without its callers for as long as the process lives. The claim stays: whoever asks
// later learns that the outcome is unknown, and that it is looked for.
void Submission::AnswerUnfinished() {
  const auto self = shared_from_this();
  const bool is_certain = abandoned_with_.has_value() && !MayHaveLeft();
  const std::vector<std::shared_ptr<Call>> calls = std::exchange(calls_, {});
  for (const auto& call : calls) {
    call->Answer(is_certain ? domain::Outcome(StoppedBeforeSending()) : Unfinished(Call::Gone::kStopping));
  }
}

domain::Outcome Submission::Unfinished(Call::Gone why) const {
  domain::Unknown unknown = WhatIsTold(why);
  unknown.failure.repeat_is_safe = plan_.steps != nullptr;
  return unknown;
}

void Submission::End(domain::Outcome outcome) {
  const auto self = shared_from_this();  // A timer may be all that holds it.
  if (timer_.has_value()) lane_.loop().CancelTimer(*timer_);
  timer_.reset();
  LogUnknown(outcome, !calls_.empty(), plan_.steps != nullptr);
  if (plan_.steps == nullptr) return AnswerAll(outcome);
  if (auto* unknown = std::get_if<domain::Unknown>(&outcome)) unknown->failure.repeat_is_safe = true;
  outcome_ = std::move(outcome);
  delay_ = kFirstSettleAgain;
  Settle();
}

void Submission::Settle() {
  phase_ = Phase::kSettling;
  ledger::Settle& settle = plan_.steps->settle;
  settle.digest = plan_.steps->digest();
  FillSettle(*outcome_, settle);
  self_ = shared_from_this();
  base::CrashPoint("before_settle");
  services_.ledger->Submit(settle);
}

// The outcome is known and not written down: nobody is told before it is, and it is tried for as long as this
// process lives. Callers whose deadline comes are told that it is unknown.
void Submission::OnSettled() {
  if (!plan_.steps->settle.status.ok()) {
    RunLater(delay_, &Submission::Settle);
    delay_ = std::min(2 * delay_, kLongestSettleAgain);
    return;
  }
  base::CrashPoint("settled");
  if (std::holds_alternative<domain::Unknown>(*outcome_) && plan_.steps->settle.applied) {
    ledger::Entry entry = plan_.steps->claim.entry;
    entry.state = ledger::State::kUnknown;
    entry.cause = plan_.steps->settle.cause;
    entry.changed_at = services_.options.read_back.clock->Now();
    lane_.read_backs().Add(entry, plan_.token);
  }
  AnswerAll(*outcome_);
}

void Submission::AnswerAll(const domain::Outcome& outcome) {
  const auto self = shared_from_this();
  Release();
  plan_.ticket = {};
  const std::vector<std::shared_ptr<Call>> calls = std::move(calls_);
  calls_.clear();
  for (const auto& call : calls) {
    // Who joined what its only caller had given up is told so, and not that it has cancelled.
    const bool came_later = was_abandoned_ && call != calls.front();
    call->Answer(came_later ? domain::Outcome(GivenUp()) : outcome);
  }
}

void Submission::RunLater(base::Duration delay, void (Submission::*step)()) {
  timer_ = lane_.loop().RunAt(base::MonotonicNow() + delay, [self = shared_from_this(), step] {
    self->timer_.reset();
    (*self.*step)();
  });
}

}  // namespace unpod::flow
