// Random interleavings of claims, settles, hand-made resolutions, crashes and leases that run out, against a
// model: after each step the store says of each key what the model says.
#include <gtest/gtest.h>

#include <cstdlib>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/unit/ledger/store_backing.h"
#include "tests/unit/ledger/store_case.h"

namespace unpod::ledger {
namespace {

struct ModelEntry {
  State state = State::kClaimed;
  uint8_t fingerprint = 0;
  std::string claim_id;
  std::string owner;
};

struct Process {
  std::string owner;
  std::unique_ptr<Store> store;
};

// Somebody who was told `claimed` and will settle some day, in this life or after a pause longer than the
// lease.
struct OpenClaim {
  std::string key;
  std::string claim_id;
  std::string owner;
};

class ModelTest : public ::testing::TestWithParam<StoreKind> {
 protected:
  static constexpr int kSteps = 1500;

  void SetUp() override {
    const char* const given = std::getenv("UNPOD_TEST_SEED");
    seed_ =
        given != nullptr ? static_cast<unsigned>(std::strtoul(given, nullptr, 10)) : std::random_device{}();
    random_.seed(seed_);
    for (int i = 0; i < backing_->max_processes(); ++i) StartProcess();
  }
  void TearDown() override {
    while (!processes_.empty()) processes_.pop_back();
  }

  size_t Pick(size_t count) { return std::uniform_int_distribution<size_t>(0, count - 1)(random_); }
  std::string PickKey() { return absl::StrCat("key-", Pick(6)); }
  Process& PickProcess() { return processes_[Pick(processes_.size())]; }

  void StartProcess() {
    StoreOptions options;
    options.owner = absl::StrCat("owner-", ++owners_);
    processes_.push_back({options.owner, backing_->Start(options)});
  }

  void ClaimSomething() {
    Process& process = PickProcess();
    const std::string key = PickKey();
    const auto fingerprint = static_cast<uint8_t>(1 + Pick(2));
    const std::string claim_id = absl::StrCat("claim-", ++claims_);
    const Claim claim = Asking(*process.store).Claim(key, fingerprint, claim_id);
    const auto held = model_.find(key);
    const bool free = held == model_.end() ||
                      (held->second.state == State::kRejected && held->second.fingerprint == fingerprint);
    ASSERT_EQ(claim.claimed, free) << key;
    if (!free) return;
    model_[key] = {State::kClaimed, fingerprint, claim_id, process.owner};
    open_.push_back({key, claim_id, process.owner});
  }

  void SettleSomething() {
    if (open_.empty()) return;
    const size_t at = Pick(open_.size());
    const OpenClaim claim = open_[at];
    const State state = std::vector{State::kCreated, State::kRejected, State::kUnknown}[Pick(3)];
    // Its own process does it, or, for a read-back, whichever.
    const bool applied = Asking(*PickProcess().store).Settle(claim.key, claim.claim_id, state, AReceipt());
    const auto held = model_.find(claim.key);
    const bool due = held != model_.end() && held->second.claim_id == claim.claim_id &&
                     (held->second.state == State::kClaimed || held->second.state == State::kUnknown);
    ASSERT_EQ(applied, due) << claim.key;
    if (due) held->second.state = state;
    if (state != State::kUnknown) open_.erase(open_.begin() + static_cast<std::ptrdiff_t>(at));
  }

  void ResolveSomething() {
    const std::string key = PickKey();
    const auto resolution = Pick(2) == 0 ? Resolve::Resolution::kForget : Resolve::Resolution::kNotExecuted;
    const Resolve resolve = Asking(*PickProcess().store).Resolve(key, resolution);
    const auto held = model_.find(key);
    const bool due = held != model_.end() && held->second.state == State::kUnknown;
    ASSERT_EQ(resolve.resolved, due) << key;
    if (!due) return;
    if (resolution == Resolve::Resolution::kForget) {
      model_.erase(held);
    } else {
      held->second.state = State::kRejected;
    }
  }

  // A process is killed and another one takes its place.
  void CrashSomething() {
    const size_t at = Pick(processes_.size());
    Process gone = std::move(processes_[at]);
    processes_.erase(processes_.begin() + static_cast<std::ptrdiff_t>(at));
    backing_->Kill(std::move(gone.store), gone.owner);
    StartProcess();
    if (!backing_->outlives_processes()) {
      model_.clear();
      open_.clear();
      return;
    }
    for (auto& [key, entry] : model_) {
      if (entry.state == State::kClaimed && entry.owner == gone.owner) entry.state = State::kUnknown;
    }
  }

  void MaintainSomething() { ASSERT_TRUE(PickProcess().store->Maintain().ok()); }

  void Compare() {
    Asking ask(*PickProcess().store);
    std::array<int64_t, 5> counts{};
    for (int i = 0; i < 6; ++i) {
      const std::string key = absl::StrCat("key-", i);
      const auto found = ask.Find(key);
      const auto held = model_.find(key);
      ASSERT_EQ(found.has_value(), held != model_.end()) << key;
      if (!found.has_value()) continue;
      ASSERT_EQ(found->state, held->second.state) << key;
      ASSERT_EQ(found->claim_id, held->second.claim_id) << key;
      ASSERT_EQ(found->fingerprint, FingerprintNumber(held->second.fingerprint)) << key;
      ++counts[static_cast<size_t>(found->state)];
    }
    ASSERT_EQ(ask.Count().entries, counts);
  }

  unsigned seed_ = 0;
  std::mt19937 random_;
  std::unique_ptr<StoreBacking> backing_ = GetParam().make();
  std::vector<Process> processes_;
  std::map<std::string, ModelEntry> model_;
  std::vector<OpenClaim> open_;
  int owners_ = 0;
  int claims_ = 0;
};

TEST_P(ModelTest, TheStoreAlwaysSaysWhatTheModelSays) {
  SCOPED_TRACE(absl::StrCat("UNPOD_TEST_SEED=", seed_));
  for (int step = 0; step < kSteps && !HasFatalFailure(); ++step) {
    SCOPED_TRACE(absl::StrCat("step ", step));
    const size_t dice = Pick(100);
    if (dice < 50) {
      ClaimSomething();
    } else if (dice < 85) {
      SettleSomething();
    } else if (dice < 93) {
      ResolveSomething();
    } else if (dice < 97) {
      MaintainSomething();
    } else {
      CrashSomething();
    }
    if (!HasFatalFailure()) Compare();
  }
}

INSTANTIATE_TEST_SUITE_P(, ModelTest, ::testing::ValuesIn(StoreKinds()), StoreKindName);

}  // namespace
}  // namespace unpod::ledger
