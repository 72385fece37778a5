// A ledger's store in memory that the test breaks, mends and holds.
#ifndef UNPOD_TESTS_TESTING_FRAGILE_STORE_H_
#define UNPOD_TESTS_TESTING_FRAGILE_STORE_H_

#include <atomic>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "server/base/mutex.h"
#include "server/ledger/memory_store.h"
#include "server/ledger/store.h"

namespace unpod::testing {

// A store whose disk the test breaks and mends, and that can be held inside a transaction.
class FragileStore final : public ledger::Store {
 public:
  absl::Status Open() override {
    ++opens;
    return broken ? absl::UnavailableError("broken") : memory_.Open();
  }
  absl::Status Execute(absl::Span<ledger::Operation* const> batch) override {
    const base::MutexLock lock(mutex_);
    entered_ = true;
    changed_.NotifyAll();
    while (held_) changed_.WaitUntil(mutex_, base::kNever);
    batches.push_back(batch.size());
    return broken ? absl::UnavailableError("broken") : memory_.Execute(batch);
  }
  absl::Status Maintain() override { return absl::OkStatus(); }
  std::string name() const override { return "fragile"; }

  void Hold() {
    const base::MutexLock lock(mutex_);
    held_ = true;
    entered_ = false;
  }
  void AwaitEntered() {
    const base::MutexLock lock(mutex_);
    while (!entered_) changed_.WaitUntil(mutex_, base::kNever);
  }
  void Release() {
    const base::MutexLock lock(mutex_);
    held_ = false;
    changed_.NotifyAll();
  }

  std::atomic<bool> broken{false};
  std::atomic<int> opens{0};
  std::vector<size_t> batches;

 private:
  ledger::MemoryStore memory_{ledger::StoreOptions{.owner = "owner"}};
  base::Mutex mutex_;
  base::CondVar changed_;
  bool held_ ABSL_GUARDED_BY(mutex_) = false;
  bool entered_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace unpod::testing

#endif  // UNPOD_TESTS_TESTING_FRAGILE_STORE_H_
