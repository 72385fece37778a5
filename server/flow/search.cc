#include "server/flow/search.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "server/base/log.h"
#include "server/flow/ledger_outcome.h"
#include "server/unpod/read_request.h"

namespace unpod::flow {
namespace {

// How far clocks usually differ.
constexpr absl::Duration kNear = absl::Seconds(5);
constexpr int kPassingPages = 20;

}  // namespace

Search::Search(const Services& services, Lane& lane, ReadBacks& owner, ledger::Entry entry,
               base::Secret token)
    : services_(services),
      lane_(lane),
      owner_(owner),
      entry_(std::move(entry)),
      token_(std::move(token)),
      delay_(services.options.read_back.settle_time) {
  lane_.AssertInLoop();
  settle_.Bind(lane.loop(), *this);
}

void Search::KeepLooking() {
  lane_.AssertInLoop();
  if (keeps_looking_) return;
  keeps_looking_ = true;
  ScheduleLook();
}

void Search::Ask(absl::Time unknown_since, ReadBacks::Done done) {
  lane_.AssertInLoop();
  entry_.changed_at = std::min(entry_.changed_at, unknown_since);
  waiting_.push_back(std::move(done));
  owner_.Want(*this);
}

void Search::ScheduleLook() {
  if (timer_.has_value()) return;
  timer_ = lane_.loop().RunAt(base::MonotonicNow() + delay_, [self = shared_from_this()] {
    self->timer_.reset();
    self->owner_.Want(*self);
  });
  delay_ = std::min(2 * delay_, services_.options.read_back.max_delay);
}

void Search::Look() {
  lane_.AssertInLoop();
  is_last_ = owner_.IsWindowOver(entry_);
  has_changed_token_ = false;
  if (!read_down_to_.has_value()) {
    found_.clear();
    scope_ = Scope::kAttempt;
  }
  Seek();
}

absl::Time Search::From() const {
  if (scope_ == Scope::kAttempt) return entry_.claimed_at;
  const absl::Duration skew = services_.options.read_back.clock_skew;
  return entry_.claimed_at - (scope_ == Scope::kNear ? std::min(skew, kNear) : skew);
}

// The upstream may make tasks after the attempt has ended, but not for longer than is waited for them.
absl::Time Search::Until() const {
  if (scope_ == Scope::kAttempt) return entry_.changed_at;
  if (read_down_to_.has_value()) return *read_down_to_;
  const ReadBackOptions& options = services_.options.read_back;
  if (scope_ == Scope::kNear) return entry_.changed_at + std::min(options.clock_skew, kNear);
  // The wall clock may have been set ahead, rightly, since the entry got its times.
  return entry_.changed_at + options.clock_skew + absl::FromChrono(options.window) + options.clock->Lag();
}

// Far around is worth many reads where the answer is waited for, or is the last.
int Search::MaxPages() const {
  const int max_pages = services_.options.read_back.max_pages;
  const bool matters = scope_ != Scope::kAll || !waiting_.empty() || !keeps_looking_ || is_last_;
  return matters ? max_pages : std::min(max_pages, kPassingPages);
}

void Search::Seek() {
  walk_.reset();
  seek_.emplace(Until());
  FetchPage();
}

void Search::Walk(int first_page) {
  seek_.reset();
  // Hardly anything is newer: no need to begin near by.
  if (first_page == 1) scope_ = Scope::kAll;
  walk_.emplace(PageSize(), MaxPages(), first_page);
}

void Search::FetchPage() {
  const ReadBackOptions& options = services_.options.read_back;
  const std::string& org_handle =
      entry_.key.tenant.empty() ? services_.options.org_handle : entry_.key.tenant;
  service_token_ = token_.empty() ? services_.options.service_token->First() : base::Secret();
  const base::Secret& token = token_.empty() ? service_token_ : token_;
  const unpod::ReadTarget tasks{unpod::ReadTarget::Kind::kSpaceTasks, entry_.key.space_token, {}, {}};
  const int page = seek_.has_value() ? seek_->page() : walk_->page();
  const int size = seek_.has_value() ? PageSize() : walk_->size();
  request_ = unpod::EncodeRead(services_.options.base_url, tasks, page, size, org_handle, token);
  request_.timeout = absl::FromChrono(options.timeout);
  request_.max_response_bytes = options.max_page_bytes;
  lane_.transport().Send(request_,
                         [self = shared_from_this()](const http::Result& result) { self->OnPage(result); });
}

bool Search::LearnOfToken(const http::Result& result) {
  if (service_token_.empty() || result.error != http::Error::kNone) return false;
  ServiceToken& token = *services_.options.service_token;
  if (result.http_status == 200) token.Accepted(service_token_);
  if (result.http_status != 401) return false;
  const bool has_other = token.Rejected(service_token_) == base::Duration::zero();
  return has_other && !std::exchange(has_changed_token_, true);
}

void Search::OnPage(const http::Result& result) {
  if (LearnOfToken(result)) return FetchPage();
  // A page with a malformed task is answered with 206.
  if (result.error == http::Error::kResponseTooLarge || result.http_status == 206) return OnBadPage();
  if (result.error != http::Error::kNone || result.http_status != 200) return OnLookOver(Ended::kCutShort);
  const unpod::TaskPage page =
      unpod::ReadTaskPage(result.body, services_.options.read_back.mark_name, entry_.claim_id);
  if (!page.is_readable) return OnBadPage();
  for (const unpod::MarkedTask& task : page.marked) {
    // New tasks push older ones to the next page: some are seen twice.
    if (task.document < entry_.documents) found_.emplace(task.document, task);
  }
  if (found_.size() == entry_.documents) return OnLookOver(Ended::kComplete);
  const bool is_first = seek_.has_value() && seek_->page() == 1;
  if (is_first && page.tasks > 0 && page.tasks < static_cast<size_t>(PageSize()) &&
      page.total.value_or(0) > page.tasks) {
    page_limit_ = static_cast<int>(page.tasks);
  }
  seek_.has_value() ? GoOnSeeking(page) : GoOnWalking(page);
}

void Search::GoOnSeeking(const unpod::TaskPage& page) {
  // The first page reaches back to what is wanted, as it does in most spaces: it is read already.
  const bool starts_here = seek_->page() == 1 && (!page.oldest.has_value() || *page.oldest <= Until());
  if (starts_here) {
    Walk(1);
    return GoOnWalking(page);
  }
  if (!seek_->Next(page.newest, page.oldest)) Walk(seek_->start());
  FetchPage();
}

void Search::GoOnWalking(const unpod::TaskPage& page) {
  if (IsLastPage(page)) {
    if (Widen()) return Seek();
    return OnLookOver(walk_->is_complete() ? Ended::kComplete : Ended::kHoles);
  }
  if (walk_->Next()) return FetchPage();
  if (Widen()) return Seek();
  // After the window nothing can come into what was read: the next look goes on below it.
  if (is_last_ && walk_->is_complete() && page.oldest.has_value()) {
    read_down_to_ = page.oldest;
    delay_ = services_.options.read_back.settle_time;
  }
  OnLookOver(Ended::kCutShort);
}

bool Search::Widen() {
  if (scope_ == Scope::kAll) return false;
  scope_ = scope_ == Scope::kAttempt ? Scope::kNear : Scope::kAll;
  return true;
}

void Search::OnBadPage() {
  if (seek_.has_value()) {
    if (!seek_->Next(std::nullopt, std::nullopt)) Walk(seek_->start());
    return FetchPage();
  }
  if (walk_->Avoid()) return FetchPage();
  if (Widen()) return Seek();
  OnLookOver(Ended::kCutShort);
}

int Search::PageSize() const {
  return page_limit_.value_or(services_.options.read_back.page_size);
}

// A page that is shorter than was asked for is the last one only if the upstream's count agrees: it may make
// no larger ones.
bool Search::IsLastPage(const unpod::TaskPage& page) const {
  if (page.tasks == 0 || (page.oldest.has_value() && *page.oldest < From())) return true;
  const auto until = static_cast<uint64_t>(walk_->offset()) + page.tasks;
  return page.tasks < static_cast<size_t>(walk_->size()) && page.total.has_value() && until >= *page.total;
}

void Search::Drop() {
  is_dropped_ = true;
  keeps_looking_ = false;
  if (timer_.has_value()) lane_.loop().CancelTimer(*timer_);
  timer_.reset();
  Tell(StillUnknown(entry_, Looked::kInVain));
}

void Search::OnLookOver(Ended ended) {
  owner_.OnLookOver();
  wanted_ = false;
  if (is_dropped_) return Tell(StillUnknown(entry_, Looked::kInVain));
  const bool complete = ended == Ended::kComplete;
  if (complete && found_.size() == entry_.documents) return Settle(ledger::State::kCreated);
  const Looked looked = complete ? Looked::kNotFound : Looked::kInVain;
  if (ended != Ended::kCutShort) owner_.Remember(entry_, {looked, found_.size(), is_last_});
  // The upstream makes tasks one by one: those that are missing may still come, until the window is over.
  if (complete && is_last_) {
    if (!found_.empty()) return Settle(ledger::State::kCreated);
    if (entry_.cause.reason != domain::Reason::kNotFoundYet) return Settle(ledger::State::kUnknown);
  }
  GoOn(looked);
}

void Search::GoOn(Looked looked) {
  const auto self = shared_from_this();
  Tell(StillUnknown(entry_, looked, found_.size()));
  if (keeps_looking_) return ScheduleLook();
  if (is_dropped_) return;
  owner_.Remove(ledger::DigestOf(entry_.key));
}

void Search::Settle(ledger::State state) {
  settle_.digest = ledger::DigestOf(entry_.key);
  settle_.claim_id = entry_.claim_id;
  settle_.state = state;
  settle_.applied = false;
  settle_.cause = entry_.cause;
  settle_.receipt = {};
  if (state == ledger::State::kCreated) {
    settle_.cause = {};
    settle_.receipt = MakeReceipt();
  } else {
    settle_.cause.reason = domain::Reason::kNotFoundYet;
  }
  self_ = shared_from_this();
  services_.ledger->Submit(settle_);
}

ledger::Receipt Search::MakeReceipt() const {
  ledger::Receipt receipt;
  receipt.read_back = true;
  receipt.run_id = found_.begin()->second.run_id;
  receipt.status = found_.begin()->second.status;
  for (const auto& [document, task] : found_) {
    receipt.task_ids.push_back(task.task_id);
    receipt.task_statuses.push_back(task.status);
    if (task.status != receipt.status) receipt.status = "mixed";
  }
  for (uint32_t i = 0; i < entry_.documents; ++i) {
    if (!found_.contains(i)) receipt.missing_documents.push_back(i);
  }
  return receipt;
}

void Search::Run() {
  lane_.AssertInLoop();
  const auto self = std::exchange(self_, nullptr);
  if (lane_.is_over()) return;
  if (!settle_.status.ok()) return GoOn(Looked::kInVain);  // The next look finds it again.
  if (settle_.state == ledger::State::kCreated) {
    spdlog::info("read-back: found a run, documents={} missing={}", entry_.documents,
                 settle_.receipt.missing_documents.size());
    entry_.receipt = settle_.receipt;
    entry_.state = ledger::State::kCreated;
    owner_.Forget(settle_.digest);
    Tell(Replayed(entry_));
  } else {
    // Not applied: somebody has settled it meanwhile.
    if (settle_.applied) {
      spdlog::warn("read-back: not found for as long as was looked, documents={}", entry_.documents);
    }
    entry_.cause = settle_.cause;
    Tell(StillUnknown(entry_, Looked::kNotFound));
  }
  if (timer_.has_value()) lane_.loop().CancelTimer(*timer_);
  timer_.reset();
  if (!is_dropped_) owner_.Remove(settle_.digest);
}

void Search::Tell(const domain::Outcome& outcome) {
  std::vector<ReadBacks::Done> waiting = std::exchange(waiting_, {});
  for (ReadBacks::Done& done : waiting) done(outcome);
}

}  // namespace unpod::flow
