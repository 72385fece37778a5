// The ledger: who asked for what, and how it ended. One thread of its own does all I/O; what is asked while
// it is busy goes into the next transaction together (group commit). Thread-safe.
//
// Rules (design invariants 1 to 4 and 8; docs/ledger.md):
//  * A request is sent only after its Claim was answered with `claimed`, which is durable by then.
//  * A claim by a process that is gone is unknown, never free.
//  * Only a rejected request can be claimed again. Unknown ones stay until they are settled.
#ifndef UNPOD_SERVER_LEDGER_LEDGER_H_
#define UNPOD_SERVER_LEDGER_LEDGER_H_

#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "server/base/monotonic.h"
#include "server/base/mutex.h"
#include "server/ledger/operation.h"
#include "server/ledger/store.h"

namespace unpod::ledger {

class Ledger {
 public:
  // `on_writable` is told on the ledger's thread when writability changes; it must not block. Operations that
  // can wait do so for `patience` at most.
  explicit Ledger(std::unique_ptr<Store> store, absl::AnyInvocable<void(bool)> on_writable = nullptr,
                  base::Duration patience = std::chrono::milliseconds(1));
  // Does what was submitted, then closes the store.
  ~Ledger();
  Ledger(const Ledger&) = delete;
  Ledger& operator=(const Ledger&) = delete;

  // Opens the store and starts the thread. Call once, before anything else.
  absl::Status Open();

  // `operation` must live until its OnDone. Never blocks on I/O. The queue is as long as there are callers:
  // each has one operation at a time.
  void Submit(Operation& operation);

  // False from a failure of the store until it is back; operations fail at once in between.
  bool writable() const { return writable_.load(std::memory_order_relaxed); }

  std::string name() const { return store_->name(); }

 private:
  void Run();
  // What was submitted, in its order; waits for it until `until`. Empty after a wait, or to stop.
  std::vector<Operation*> Take(base::MonotonicTime until) ABSL_LOCKS_EXCLUDED(mutex_);
  // Until Submit or the destructor wakes it, which may be for nothing. False when the time is over.
  bool WaitForMore(base::MonotonicTime until) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Execute(const std::vector<Operation*>& batch);
  void GatherIfBusy();
  void MaintainIfDue();
  void ReopenIfDue();
  void Fail(const absl::Status& failure);
  void SetWritable(bool writable);

  // Constant after construction; what it points to is the thread's own.
  const std::unique_ptr<Store> store_;
  const base::Duration patience_;

  // Synchronised by itself.
  std::atomic<bool> writable_{false};

  base::Mutex mutex_;
  base::CondVar submitted_;
  Operation* first_ ABSL_GUARDED_BY(mutex_) = nullptr;
  Operation* last_ ABSL_GUARDED_BY(mutex_) = nullptr;
  bool is_urgent_ ABSL_GUARDED_BY(mutex_) = false;  // Among them is one that cannot wait.
  bool waiting_ ABSL_GUARDED_BY(mutex_) = false;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;

  // The thread's own; before it is started, Open's.
  absl::AnyInvocable<void(bool)> on_writable_;
  size_t last_batch_ = 0;
  base::MonotonicTime last_commit_{};
  base::MonotonicTime maintain_at_{};
  base::MonotonicTime reopen_at_{};
  base::Duration reopen_delay_{};

  // Open's and the destructor's.
  std::thread thread_;
};

}  // namespace unpod::ledger

#endif  // UNPOD_SERVER_LEDGER_LEDGER_H_
