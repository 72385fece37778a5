#include "server/ledger/ledger.h"

#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_cat.h"
#include "server/base/mutex.h"
#include "tests/testing/fragile_store.h"
#include "tests/unit/ledger/store_case.h"

namespace unpod::ledger {
namespace {

using testing::FragileStore;

// Counts answers.
class Answers {
 public:
  void Add() {
    const base::MutexLock lock(mutex_);
    ++count_;
    changed_.NotifyAll();
  }
  bool Wait(int count) {
    const base::MonotonicTime until = base::MonotonicNow() + std::chrono::seconds(10);
    const base::MutexLock lock(mutex_);
    while (count_ < count && changed_.WaitUntil(mutex_, until)) {
    }
    return count_ >= count;
  }

 private:
  base::Mutex mutex_;
  base::CondVar changed_;
  int count_ ABSL_GUARDED_BY(mutex_) = 0;
};

class ATestClaim final : public Claim {
 public:
  ATestClaim(Answers& answers, const std::string& request_id) : answers_(answers) {
    entry.key = KeyNamed(request_id);
    digest = DigestOf(entry.key);
    entry.claim_id = request_id;
  }
  void OnDone() override { answers_.Add(); }

 private:
  Answers& answers_;
};

class LedgerTest : public ::testing::Test {
 protected:
  LedgerTest() { OpenWithPatience(std::chrono::milliseconds(1)); }
  void OpenWithPatience(base::Duration patience) {
    auto store = std::make_unique<FragileStore>();
    store_ = store.get();
    ledger_ = std::make_unique<Ledger>(
        std::move(store), [this](bool writable) { told_ = writable; }, patience);
    EXPECT_TRUE(ledger_->Open().ok());
  }
  ATestClaim& Submit(const std::string& request_id) { return SubmitOne(request_id, /*can_wait=*/false); }
  ATestClaim& SubmitThatCanWait(const std::string& request_id) {
    return SubmitOne(request_id, /*can_wait=*/true);
  }
  ATestClaim& SubmitOne(const std::string& request_id, bool can_wait) {
    claims_.push_back(std::make_unique<ATestClaim>(answers_, request_id));
    claims_.back()->can_wait = can_wait;
    ledger_->Submit(*claims_.back());
    return *claims_.back();
  }
  bool WaitUntilWritable() const {
    const auto until = base::MonotonicNow() + std::chrono::seconds(10);
    while (!told_ && base::MonotonicNow() < until) std::this_thread::yield();
    return ledger_->writable();
  }

  FragileStore* store_ = nullptr;
  std::atomic<bool> told_{false};
  Answers answers_;
  std::vector<std::unique_ptr<ATestClaim>> claims_;
  std::unique_ptr<Ledger> ledger_;
};

TEST_F(LedgerTest, AnswersWhatItIsAsked) {
  ATestClaim& claim = Submit("a");
  ASSERT_TRUE(answers_.Wait(1));
  EXPECT_TRUE(claim.status.ok());
  EXPECT_TRUE(claim.claimed);
  EXPECT_TRUE(told_);
}

TEST_F(LedgerTest, TakesWhatCameMeanwhileInOneTransaction) {
  store_->Hold();
  Submit("first");
  store_->AwaitEntered();
  for (int i = 0; i < 10; ++i) Submit(absl::StrCat("key-", i));
  store_->Release();
  ASSERT_TRUE(answers_.Wait(11));
  EXPECT_EQ(store_->batches, (std::vector<size_t>{1, 10}));
}

TEST_F(LedgerTest, LetsWhatCanWaitGoWithWhatComesNext) {
  OpenWithPatience(std::chrono::hours(1));
  SubmitThatCanWait("outcome-1");
  SubmitThatCanWait("outcome-2");
  Submit("claim");
  ASSERT_TRUE(answers_.Wait(3));
  EXPECT_EQ(store_->batches, (std::vector<size_t>{3}));
}

TEST_F(LedgerTest, DoesWhatCanWaitAlsoWhereNothingComes) {
  SubmitThatCanWait("outcome");
  ASSERT_TRUE(answers_.Wait(1));
  EXPECT_TRUE(claims_.front()->claimed);
}

TEST_F(LedgerTest, DoesWhatCanWaitBeforeItEnds) {
  OpenWithPatience(std::chrono::hours(1));
  SubmitThatCanWait("outcome");
  ledger_.reset();
  EXPECT_TRUE(claims_.front()->claimed);
}

TEST_F(LedgerTest, KeepsATransactionBounded) {
  store_->Hold();
  Submit("first");
  store_->AwaitEntered();
  for (int i = 0; i < 1000; ++i) Submit(absl::StrCat("key-", i));
  store_->Release();
  ASSERT_TRUE(answers_.Wait(1001));
  EXPECT_EQ(store_->batches, (std::vector<size_t>{1, 512, 488}));
}

TEST_F(LedgerTest, RefusesAtOnceFromAFailureUntilTheStoreIsBack) {
  store_->broken = true;
  const ATestClaim& failed = Submit("a");
  ASSERT_TRUE(answers_.Wait(1));
  EXPECT_EQ(failed.status.code(), absl::StatusCode::kUnavailable);
  EXPECT_TRUE(failed.attempted) << "it may have been written";
  EXPECT_FALSE(ledger_->writable());
  EXPECT_FALSE(told_);
  const ATestClaim& refused = Submit("b");
  EXPECT_EQ(refused.status.code(), absl::StatusCode::kUnavailable) << "answered inside Submit";
  EXPECT_FALSE(refused.attempted);
  store_->broken = false;
  ASSERT_TRUE(WaitUntilWritable());
  EXPECT_GE(store_->opens, 2);
  const ATestClaim& served = Submit("c");
  ASSERT_TRUE(answers_.Wait(3));
  EXPECT_TRUE(served.status.ok() && served.claimed);
}

TEST_F(LedgerTest, DoesWhatWasSubmittedBeforeItEnds) {
  store_->Hold();
  Submit("first");
  store_->AwaitEntered();
  const ATestClaim& last = Submit("last");
  std::thread releaser([this] { store_->Release(); });
  ledger_.reset();
  releaser.join();
  EXPECT_TRUE(last.claimed);
}

TEST(Ledger, SaysWhyItsStoreCannotBeOpened) {
  auto store = std::make_unique<FragileStore>();
  store->broken = true;
  EXPECT_EQ(Ledger(std::move(store)).Open().message(), "broken");
}

}  // namespace
}  // namespace unpod::ledger
