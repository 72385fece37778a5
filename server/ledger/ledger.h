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
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "server/base/monotonic.h"
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
  // Until `has_come`, the end, or `until`.
  template <typename Condition>
  void Await(std::unique_lock<std::mutex>& lock, base::MonotonicTime until, Condition has_come);
  // What was submitted, in its order; waits for it until `until`. Empty after a wait, or to stop.
  std::vector<Operation*> Take(base::MonotonicTime until);
  void Execute(const std::vector<Operation*>& batch);
  void GatherIfBusy();
  void MaintainIfDue();
  void ReopenIfDue();
  void Fail(const absl::Status& failure);
  void SetWritable(bool writable);

  const std::unique_ptr<Store> store_;
  absl::AnyInvocable<void(bool)> on_writable_;
  const base::Duration patience_;
  std::atomic<bool> writable_{false};

  std::mutex mutex_;
  std::condition_variable submitted_;
  Operation* first_ = nullptr;  // Guarded by mutex_, as are these four.
  Operation* last_ = nullptr;
  bool is_urgent_ = false;  // Among them is one that cannot wait.
  bool waiting_ = false;
  bool stopping_ = false;

  // The thread's own.
  size_t last_batch_ = 0;
  base::MonotonicTime last_commit_{};
  base::MonotonicTime maintain_at_{};
  base::MonotonicTime reopen_at_{};
  base::Duration reopen_delay_{};
  std::thread thread_;
};

}  // namespace unpod::ledger

#endif  // UNPOD_SERVER_LEDGER_LEDGER_H_
