#include "server/flow/create_task.h"

#include <string>
#include <utility>
#include <variant>

#include "absl/time/clock.h"
#include "server/base/log.h"
#include "server/flow/failures.h"

namespace unpod::flow {
namespace {

std::optional<base::Duration> RetryAfterOf(const domain::Outcome& outcome) {
  const auto* rejected = std::get_if<domain::NotExecuted>(&outcome);
  if (rejected == nullptr || !rejected->failure.retry_after.has_value()) return std::nullopt;
  // Reaching the upstream again needs no pause of its asking; the hint is for callers.
  if (rejected->failure.reason == domain::Reason::kUpstreamUnreachable) return std::nullopt;
  return absl::ToChronoNanoseconds(*rejected->failure.retry_after);
}

void Log(const domain::Outcome& outcome, bool answered) {
  const auto* unknown = std::get_if<domain::Unknown>(&outcome);
  if (unknown == nullptr) return;
  spdlog::warn("create_task execution=unknown reason={} http_status={} caller_waiting={}",
               std::string(domain::ReasonName(unknown->failure.reason)), unknown->failure.http_status,
               !answered);
}

}  // namespace

CreateTask::CreateTask(const Options& options, Lane& lane, policy::Admission::Ticket ticket, Plan plan,
                       TaskCreator::Done done)
    : options_(options),
      lane_(lane),
      ticket_(std::move(ticket)),
      plan_(std::move(plan)),
      done_(std::move(done)) {}

void CreateTask::Start() {
  self_ = shared_from_this();
  lane_.loop().Post(*this);
}

void CreateTask::Leave() {
  lane_.loop().PostTask([self = shared_from_this()] { self->OnLeave(); });
}

void CreateTask::Run() {
  const auto self = std::exchange(self_, nullptr);
  if (plan_.deadline != base::kNever) {
    reply_timer_ = lane_.loop().RunAt(plan_.deadline - options_.reply_margin, [this] {
      reply_timer_.reset();
      OnReplyTime();
    });
  }
  Send();
}

void CreateTask::Send() {
  ++attempts_;
  transfer_ = &lane_.transport().Send(
      plan_.request, [self = shared_from_this()](const http::Result& result) { self->OnResult(result); });
}

void CreateTask::OnResult(const http::Result& result) {
  transfer_ = nullptr;
  if (cancelled_with_.has_value()) return End(*std::move(cancelled_with_));
  domain::Outcome outcome = unpod::Classify(result, {plan_.token_owner, plan_.documents, absl::Now()});
  if (SendAgainLater(outcome)) return;
  End(std::move(outcome));
}

bool CreateTask::SendAgainLater(const domain::Outcome& outcome) {
  if (!done_ || !policy::IsRetryable(outcome)) return false;
  const auto now = base::MonotonicNow();
  const auto delay = policy::RetryDelay(options_.retry, attempts_, RetryAfterOf(outcome),
                                        plan_.deadline - now, options_.min_time_left, lane_.Jitter());
  if (!delay.has_value()) return false;
  backoff_timer_ = lane_.loop().RunAt(now + *delay, [self = shared_from_this()] {
    self->backoff_timer_.reset();
    self->Send();
  });
  return true;
}

// The caller's deadline is near.
void CreateTask::OnReplyTime() {
  if (transfer_ != nullptr && transfer_->MayHaveLeft()) return Answer(DeadlineAfterSending());
  if (transfer_ == nullptr) return End(DeadlineBeforeSending());  // Backing off.
  cancelled_with_ = DeadlineBeforeSending();
  transfer_->Cancel();
}

void CreateTask::OnLeave() {
  if (!done_ || cancelled_with_.has_value()) return;  // Answered already, or about to be.
  if (transfer_ != nullptr && transfer_->MayHaveLeft()) return Answer(CancelledAfterSending());
  if (transfer_ == nullptr) return End(CancelledBeforeSending());
  cancelled_with_ = CancelledBeforeSending();
  transfer_->Cancel();
}

void CreateTask::Answer(domain::Outcome outcome) {
  if (!done_) return;
  std::exchange(done_, nullptr)(std::move(outcome));
}

void CreateTask::End(domain::Outcome outcome) {
  const auto self = shared_from_this();  // The backoff timer may be all that holds it.
  CancelTimer(reply_timer_);
  CancelTimer(backoff_timer_);
  Log(outcome, /*answered=*/!done_);
  ticket_ = {};
  Answer(std::move(outcome));
}

void CreateTask::CancelTimer(std::optional<base::EventLoop::TimerId>& timer) {
  if (timer.has_value()) lane_.loop().CancelTimer(*timer);
  timer.reset();
}

}  // namespace unpod::flow
