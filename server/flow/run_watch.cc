#include "server/flow/run_watch.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "server/flow/failures.h"
#include "server/flow/reads.h"

namespace unpod::flow {
namespace {

// The upstream may list the tasks of a new run a little later.
constexpr int kEmptyLooks = 3;
constexpr base::Duration kLookBudget = std::chrono::seconds(30);

bool GoesAway(const domain::Failure& failure) {
  return failure.code == absl::StatusCode::kUnavailable ||
         failure.code == absl::StatusCode::kDeadlineExceeded ||
         failure.reason == domain::Reason::kRateLimited ||
         failure.reason == domain::Reason::kUpstreamReadFailed;
}

}  // namespace

void RunWatcher::Next() {
  lane_->loop().PostTask([self = shared_from_this()] {
    if (self->lane_->is_over() || self->run_ == nullptr) return;
    self->is_ready_ = true;
    self->run_->Serve(*self);
  });
}

void RunWatcher::Leave() {
  lane_->loop().PostTask([self = shared_from_this()] {
    if (self->lane_->is_over() || self->run_ == nullptr) return;
    const std::shared_ptr<WatchedRun> run = self->run_;
    run->Remove(self, ReadCancelled());
  });
}

void RunWatches::Watch(const std::shared_ptr<RunWatcher>& watcher, const Caller& caller,
                       const std::string& space_token, const std::string& run_id, std::string cursor) {
  WatchKey key{caller.org_handle, base::Sha256(caller.token.Reveal()), space_token, run_id};
  watcher->lane_ = &lane_;
  watcher->cursor_ = std::move(cursor);
  lane_.loop().PostTask([this, watcher, key = std::move(key), caller = caller]() mutable {
    if (lane_.is_over()) return;
    std::shared_ptr<WatchedRun>& run = runs_[key];
    if (run == nullptr) {
      run = std::make_shared<WatchedRun>(services_, *this, lane_, std::move(key), std::move(caller));
    }
    const std::shared_ptr<WatchedRun> held = run;
    held->Add(watcher);
    if (lane_.is_draining()) held->OnStopping(Stopping::kDraining);
  });
}

RunWatches::~RunWatches() {
  for (const auto& [key, run] : runs_) run->Forget();
}

void WatchedRun::Forget() {
  for (const auto& watcher : watchers_) {
    watcher->run_ = nullptr;
    watcher->ticket_ = {};
  }
  watchers_.clear();
}

WatchedRun::WatchedRun(const Services& services, RunWatches& owner, Lane& lane, WatchKey key, Caller caller)
    : services_(services),
      owner_(owner),
      lane_(lane),
      key_(std::move(key)),
      caller_(std::move(caller)),
      interval_(services.options.watch_min_interval) {
  lane_.AssertInLoop();
  lane_.Add(*this);
}

// A watch goes on for as long as its run does: it ends as soon as the service is about to.
void WatchedRun::OnStopping(Stopping) {
  EndAll(ReadStopped());
}

void WatchedRun::Add(const std::shared_ptr<RunWatcher>& watcher) {
  lane_.AssertInLoop();
  watcher->run_ = shared_from_this();
  watchers_.insert(watcher);
  if (has_tasks_) {
    watcher->changed_ = ChangedSince(tasks_, watcher->cursor_);
    return Serve(*watcher);
  }
  if (look_ == nullptr && !timer_.has_value()) Look();
}

void WatchedRun::Remove(const std::shared_ptr<RunWatcher>& watcher,
                        const std::optional<domain::Failure>& why) {
  lane_.AssertInLoop();
  const auto self = shared_from_this();
  if (watchers_.erase(watcher) == 0) return;
  watcher->run_ = nullptr;
  watcher->ticket_ = {};
  watcher->OnEnd(why);
  if (!watchers_.empty()) return;
  if (timer_.has_value()) lane_.loop().CancelTimer(*timer_);
  timer_.reset();
  lane_.Remove(*this);
  owner_.runs_.erase(key_);
}

void WatchedRun::Serve(RunWatcher& watcher) {
  lane_.AssertInLoop();
  if (!watcher.is_ready_ || !has_tasks_) return;
  const auto held = watcher.shared_from_this();
  RunChange change;
  change.progress = ProgressOf(tasks_);
  if (watcher.has_state_ && watcher.changed_.empty()) {
    if (change.progress.HasEnded()) Remove(held, std::nullopt);
    return;
  }
  for (const std::string& id : watcher.changed_) {
    const auto found = tasks_.find(id);
    if (found != tasks_.end()) change.tasks.push_back(found->second.task);
  }
  watcher.changed_.clear();
  watcher.has_state_ = true;
  watcher.is_ready_ = false;
  change.cursor = MakeCursor(tasks_);
  watcher.OnChange(std::move(change));
}

void WatchedRun::Look() {
  ReadCaller caller(caller_);
  caller.deadline = base::MonotonicNow() + kLookBudget;
  look_ = std::make_shared<RunTasksRead>(
      services_, lane_, std::move(caller),
      [self = shared_from_this()](std::variant<RunTasks, domain::Failure> answer) {
        self->look_ = nullptr;
        if (self->watchers_.empty()) return;  // They have left meanwhile.
        if (const auto* failure = std::get_if<domain::Failure>(&answer)) return self->OnFailure(*failure);
        self->OnTasks(std::get<RunTasks>(std::move(answer)));
      },
      key_.space_token, key_.run_id);
  look_->Start();
}

void WatchedRun::LookLater(base::Duration delay) {
  if (watchers_.empty()) return;
  timer_ = lane_.loop().RunAt(base::MonotonicNow() + delay, [self = shared_from_this()] {
    self->timer_.reset();
    self->Look();
  });
}

void WatchedRun::OnTasks(RunTasks tasks) {
  if (tasks.empty() && !has_tasks_) {
    if (++empty_looks_ >= kEmptyLooks) return EndAll(NoSuch("run"));
    return LookLater(interval_);
  }
  std::set<std::string> changed;
  for (const auto& [id, seen] : tasks) {
    const auto before = tasks_.find(id);
    if (before == tasks_.end() || before->second.hash != seen.hash) changed.insert(id);
  }
  const bool is_first = !std::exchange(has_tasks_, true);
  tasks_ = std::move(tasks);
  const auto watchers = watchers_;
  for (const auto& watcher : watchers) {
    if (is_first) {
      watcher->changed_ = ChangedSince(tasks_, watcher->cursor_);
    } else {
      watcher->changed_.insert(changed.begin(), changed.end());
    }
    Serve(*watcher);
  }
  // Ended: who has not taken everything yet is served from what is there.
  if (ProgressOf(tasks_).HasEnded()) return;
  const Options& options = services_.options;
  interval_ =
      changed.empty() ? std::min(2 * interval_, options.watch_max_interval) : options.watch_min_interval;
  LookLater(interval_);
}

void WatchedRun::OnFailure(const domain::Failure& failure) {
  if (!GoesAway(failure)) return EndAll(failure);
  interval_ = std::min(2 * interval_, services_.options.watch_max_interval);
  base::Duration delay = interval_;
  if (failure.retry_after.has_value()) {
    delay = std::max(delay, base::Duration(absl::ToChronoNanoseconds(*failure.retry_after)));
  }
  LookLater(delay);
}

void WatchedRun::EndAll(const std::optional<domain::Failure>& why) {
  const auto self = shared_from_this();
  const auto watchers = watchers_;
  for (const auto& watcher : watchers) Remove(watcher, why);
}

}  // namespace unpod::flow
