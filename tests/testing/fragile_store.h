// A ledger's store in memory that the test breaks, mends and holds.
#ifndef UNPOD_TESTS_TESTING_FRAGILE_STORE_H_
#define UNPOD_TESTS_TESTING_FRAGILE_STORE_H_

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <string>
#include <vector>

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
    std::unique_lock lock(mutex_);
    entered_ = true;
    changed_.notify_all();
    changed_.wait(lock, [this] { return !held_; });
    batches.push_back(batch.size());
    return broken ? absl::UnavailableError("broken") : memory_.Execute(batch);
  }
  absl::Status Maintain() override { return absl::OkStatus(); }
  std::string name() const override { return "fragile"; }

  void Hold() {
    const std::lock_guard lock(mutex_);
    held_ = true;
    entered_ = false;
  }
  void AwaitEntered() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return entered_; });
  }
  void Release() {
    const std::lock_guard lock(mutex_);
    held_ = false;
    changed_.notify_all();
  }

  std::atomic<bool> broken{false};
  std::atomic<int> opens{0};
  std::vector<size_t> batches;

 private:
  ledger::MemoryStore memory_{ledger::StoreOptions{.owner = "owner"}};
  std::mutex mutex_;
  std::condition_variable changed_;
  bool held_ = false;
  bool entered_ = false;
};

}  // namespace unpod::testing

#endif  // UNPOD_TESTS_TESTING_FRAGILE_STORE_H_
