#include "server/flow/read.h"

#include <algorithm>
#include <utility>

#include "absl/time/clock.h"
#include "server/flow/failures.h"
#include "server/policy/reply_margin.h"
#include "server/policy/retry.h"
#include "server/unpod/encode.h"

namespace unpod::flow {
namespace {

// A read changes nothing: whatever may go away by itself is tried again.
bool IsRetryable(const domain::Failure& failure) {
  return failure.code == absl::StatusCode::kUnavailable || failure.reason == domain::Reason::kRateLimited;
}

std::optional<base::Duration> RateLimitPause(const domain::Failure& failure) {
  if (failure.reason != domain::Reason::kRateLimited || !failure.retry_after.has_value()) return std::nullopt;
  return absl::ToChronoNanoseconds(*failure.retry_after);
}

}  // namespace

void Read::Start() {
  self_ = shared_from_this();
  lane_.loop().Post(*this);
}

void Read::Leave() {
  lane_.loop().PostTask([self = shared_from_this()] { self->Fail(ReadCancelled()); });
}

void Read::Run() {
  lane_.AssertInLoop();
  const auto self = std::exchange(self_, nullptr);
  if (lane_.is_over()) return;
  // Holds this until the end.
  const base::Duration margin = policy::ReplyMargin(caller_.deadline - base::MonotonicNow());
  answer_at_ = caller_.deadline - std::max(services_.options.reply_margin, margin);
  lane_.Add(*this);
  deadline_timer_ = lane_.loop().RunAt(answer_at_, [self] {
    self->deadline_timer_.reset();
    self->Fail(ReadDeadlineExceeded());
  });
  Begin();
}

// A read changes nothing, so anybody may ask again.
void Read::OnStopping(Stopping stage) {
  if (stage != Stopping::kDraining) Fail(ReadStopped());
}

bool Read::End() {
  lane_.AssertInLoop();
  if (is_over_) return false;
  is_over_ = true;
  lane_.Remove(*this);
  caller_.ticket = {};
  if (transfer_ != nullptr) transfer_->Cancel();
  if (backoff_timer_.has_value()) lane_.loop().CancelTimer(*backoff_timer_);
  if (deadline_timer_.has_value()) lane_.loop().CancelTimer(*deadline_timer_);
  backoff_timer_.reset();
  deadline_timer_.reset();
  return true;
}

void Read::Fail(domain::Failure failure) {
  lane_.AssertInLoop();
  const auto self = shared_from_this();  // A timer may be all that holds it.
  if (!lane_.is_over() && End()) Tell(std::move(failure));
}

base::Duration Read::TimeLeft() const {
  return answer_at_ - base::MonotonicNow();
}

void Read::Fetch(const unpod::ReadTarget& target, int page, int page_size) {
  lane_.AssertInLoop();
  target_ = target;
  page_ = page;
  page_size_ = page_size;
  detour_.reset();
  Get(page, page_size);
}

void Read::Get(int page, int page_size) {
  service_token_ = caller_.token.empty() ? services_.options.service_token->First() : base::Secret();
  request_ = unpod::EncodeRead(services_.options.base_url, target_, page, page_size, caller_.org_handle,
                               caller_.token.empty() ? service_token_ : caller_.token);
  request_.max_response_bytes = services_.options.read_back.max_page_bytes;
  attempts_ = 0;
  has_changed_token_ = false;
  Send();
}

void Read::Send() {
  ++attempts_;
  // Past the deadline, whose timer says what it is.
  request_.timeout =
      std::min(services_.options.attempt_timeout,
               absl::FromChrono(std::max(TimeLeft(), base::Duration::zero())) + absl::Seconds(1));
  transfer_ = &lane_.transport().Send(
      request_, [self = shared_from_this()](const http::Result& result) { self->OnResult(result); });
}

void Read::OnResult(const http::Result& result) {
  transfer_ = nullptr;
  if (is_over_) return;
  auto page = unpod::ReadPage(result, caller_.token_owner(), absl::Now());
  if (LearnOfToken(page)) return;
  if (auto* failure = std::get_if<domain::Failure>(&page)) {
    if (!SendAgainLater(*failure)) OnUnreadable(std::move(*failure));
    return;
  }
  if (detour_.has_value()) return GoAround(detour_->Add(std::get<unpod::Page>(std::move(page))));
  OnPage(std::get<unpod::Page>(std::move(page)));
}

// One malformed element makes the page that it stands on fail; the others can be read.
void Read::OnUnreadable(domain::Failure failure) {
  const bool is_list = failure.reason == domain::Reason::kUpstreamReadFailed &&
                       unpod::HasPages(target_.kind) && page_ <= PageDetour::kMaxPage;
  if (!is_list) return Fail(std::move(failure));
  if (!detour_.has_value()) {
    detour_.emplace(page_, page_size_);
    first_failure_ = std::move(failure);
  }
  GoAround(detour_->Avoid());
}

void Read::GoAround(PageDetour::Step step) {
  switch (step) {
    case PageDetour::Step::kRead:
      return Get(detour_->page(), detour_->size());
    case PageDetour::Step::kGiveUp:
      return Fail(*std::move(first_failure_));
    case PageDetour::Step::kDone:
      break;
  }
  unpod::Page page = detour_->Take();
  detour_.reset();
  OnPage(std::move(page));
}

bool Read::LearnOfToken(const std::variant<unpod::Page, domain::Failure>& page) {
  if (service_token_.empty()) return false;
  ServiceToken& token = *services_.options.service_token;
  const auto* failure = std::get_if<domain::Failure>(&page);
  if (failure == nullptr) token.Accepted(service_token_);
  if (failure == nullptr || failure->reason != domain::Reason::kServiceTokenRejected) return false;
  const std::optional<base::Duration> delay = token.Rejected(service_token_);
  if (!delay.has_value() || std::exchange(has_changed_token_, true)) return false;
  if (TimeLeft() - *delay < services_.options.min_time_left) return false;
  SendAfter(*delay);
  return true;
}

bool Read::SendAgainLater(const domain::Failure& failure) {
  if (!IsRetryable(failure)) return false;
  const auto delay = policy::RetryDelay(services_.options.retry, attempts_, RateLimitPause(failure),
                                        TimeLeft(), services_.options.min_time_left, lane_.Jitter());
  if (!delay.has_value()) return false;
  SendAfter(*delay);
  return true;
}

void Read::SendAfter(base::Duration delay) {
  backoff_timer_ = lane_.loop().RunAt(base::MonotonicNow() + delay, [self = shared_from_this()] {
    self->backoff_timer_.reset();
    if (!self->service_token_.empty()) {
      self->service_token_ = self->services_.options.service_token->First();
      unpod::ReplaceToken(self->service_token_, self->request_);
    }
    self->Send();
  });
}

}  // namespace unpod::flow
