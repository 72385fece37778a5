#include "server/ledger/ledger.h"

#include <pthread.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "server/base/log.h"

namespace unpod::ledger {
namespace {

constexpr base::Duration kMaintainEvery = std::chrono::seconds(1);
// So that a transaction and the wait for it stay short.
constexpr size_t kMaxBatch = 512;
// A transaction costs about 60 µs of CPU besides what is in it, nearly all for the sync. So while many wait,
// commits begin this far apart, and each takes more along. With few callers there is no such wait: nobody
// else would come.
constexpr base::Duration kCommitApart = std::chrono::milliseconds(2);
constexpr size_t kManyWait = 8;
constexpr base::Duration kFirstReopen = std::chrono::milliseconds(200);
constexpr base::Duration kMaxReopen = std::chrono::seconds(5);

absl::Status Unavailable() {
  return absl::UnavailableError("the ledger cannot be written");
}

}  // namespace

Ledger::Ledger(std::unique_ptr<Store> store, absl::AnyInvocable<void(bool)> on_writable,
               base::Duration patience)
    : store_(std::move(store)), patience_(patience), on_writable_(std::move(on_writable)) {}

Ledger::~Ledger() {
  if (!thread_.joinable()) return;
  {
    const base::MutexLock lock(mutex_);
    stopping_ = true;
  }
  submitted_.NotifyOne();
  thread_.join();
}

absl::Status Ledger::Open() {
  if (absl::Status opened = store_->Open(); !opened.ok()) return opened;
  SetWritable(true);
  thread_ = std::thread([this] {
    pthread_setname_np(pthread_self(), "ledger");
    Run();
  });
  return absl::OkStatus();
}

void Ledger::Submit(Operation& operation) {
  operation.attempted = false;
  if (!writable()) {  // The thread may be busy for seconds with getting the store back.
    operation.status = Unavailable();
    return operation.OnDone();
  }
  bool wake = false;
  {
    const base::MutexLock lock(mutex_);
    operation.next_ = nullptr;
    is_urgent_ = is_urgent_ || !operation.can_wait;
    if (last_ == nullptr) {
      first_ = &operation;
    } else {
      last_->next_ = &operation;
    }
    last_ = &operation;
    wake = waiting_ && (first_ == last_ || !operation.can_wait);
    if (wake) waiting_ = false;
  }
  if (wake) submitted_.NotifyOne();
}

void Ledger::Run() {
  maintain_at_ = base::MonotonicNow() + kMaintainEvery;
  while (true) {
    GatherIfBusy();
    const std::vector<Operation*> batch = Take(writable() ? maintain_at_ : reopen_at_);
    if (!batch.empty()) {
      Execute(batch);
    } else {
      const base::MutexLock lock(mutex_);
      if (stopping_ && first_ == nullptr) return;
    }
    MaintainIfDue();
    ReopenIfDue();
  }
}

bool Ledger::WaitForMore(base::MonotonicTime until) {
  waiting_ = true;
  const bool is_in_time = submitted_.WaitUntil(mutex_, until);
  waiting_ = false;
  return is_in_time;
}

std::vector<Operation*> Ledger::Take(base::MonotonicTime until) {
  std::vector<Operation*> taken;
  const base::MutexLock lock(mutex_);
  while (first_ == nullptr && !stopping_ && WaitForMore(until)) {
  }
  if (first_ == nullptr) return taken;
  const base::MonotonicTime patient_until = base::MonotonicNow() + patience_;
  while (!is_urgent_ && !stopping_ && WaitForMore(patient_until)) {
  }
  while (first_ != nullptr && taken.size() < kMaxBatch) {
    taken.push_back(first_);
    first_ = first_->next_;
  }
  if (first_ == nullptr) {
    last_ = nullptr;
    is_urgent_ = false;
  }
  return taken;
}

void Ledger::GatherIfBusy() {
  if (last_batch_ >= kManyWait) std::this_thread::sleep_until(last_commit_ + kCommitApart);
}

void Ledger::Execute(const std::vector<Operation*>& batch) {
  last_batch_ = batch.size();
  last_commit_ = base::MonotonicNow();
  absl::Status done = Unavailable();
  if (writable()) {
    for (Operation* operation : batch) operation->attempted = true;
    done = store_->Execute(batch);
    if (!done.ok()) {
      Fail(done);
      done = Unavailable();
    }
  }
  for (Operation* operation : batch) {
    operation->status = done;
    operation->OnDone();
  }
}

void Ledger::MaintainIfDue() {
  const auto now = base::MonotonicNow();
  if (!writable() || now < maintain_at_) return;
  maintain_at_ = now + kMaintainEvery;
  if (absl::Status maintained = store_->Maintain(); !maintained.ok()) Fail(maintained);
}

// After a failure nobody knows what the store holds (a sync that failed may have lost pages that look
// written): nothing is written before it was opened anew.
void Ledger::Fail(const absl::Status& failure) {
  spdlog::error("ledger: cannot be written, and calls are refused: {}", std::string(failure.message()));
  SetWritable(false);
  reopen_delay_ = kFirstReopen;
  reopen_at_ = base::MonotonicNow() + reopen_delay_;
}

void Ledger::ReopenIfDue() {
  const auto now = base::MonotonicNow();
  if (writable() || now < reopen_at_) return;
  const absl::Status opened = store_->Open();
  if (opened.ok()) {
    spdlog::info("ledger: writable again");
    maintain_at_ = base::MonotonicNow() + kMaintainEvery;
    return SetWritable(true);
  }
  reopen_delay_ = std::min(2 * reopen_delay_, kMaxReopen);
  reopen_at_ = base::MonotonicNow() + reopen_delay_;
  spdlog::debug("ledger: still not writable: {}", std::string(opened.message()));
}

void Ledger::SetWritable(bool writable) {
  writable_.store(writable, std::memory_order_relaxed);
  if (on_writable_) on_writable_(writable);
}

}  // namespace unpod::ledger
