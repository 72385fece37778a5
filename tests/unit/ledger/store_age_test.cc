// How old entries get, in the stores whose only clock is this process's.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/testing/set_clock.h"
#include "tests/unit/ledger/store_backing.h"
#include "tests/unit/ledger/store_case.h"

namespace unpod::ledger {
namespace {

class EachLocalStore : public ::testing::TestWithParam<StoreKind> {
 protected:
  // On both clocks.
  void Pass(absl::Duration time) {
    clock_.Pass(time);
    clock_.Jump(time);
    ASSERT_TRUE(store_->Maintain().ok());
  }
  void Create(const std::string& name) { Asking(*store_).Create({name}); }
  bool Holds(const std::string& name) { return Asking(*store_).Find(name).has_value(); }
  int64_t Entries() { return Asking(*store_).Count().entries[static_cast<size_t>(State::kCreated)]; }

  testing::SetClock clock_;
  StoreOptions options_{.owner = "owner-1", .clock = &clock_.agreed()};
  std::unique_ptr<StoreBacking> backing_ = GetParam().make();
  std::unique_ptr<Store> store_ = backing_->Start(options_);
};

TEST_P(EachLocalStore, EntriesGoAfterTheirTime) {
  Create("plain");
  Create("header 0123456789abcdef");
  Pass(absl::Minutes(59));
  EXPECT_TRUE(Holds("header 0123456789abcdef"));
  Create("younger 0123456789abcdef");
  Pass(absl::Minutes(2));
  EXPECT_FALSE(Holds("header 0123456789abcdef"));
  EXPECT_TRUE(Holds("younger 0123456789abcdef"));
  EXPECT_EQ(Entries(), 2) << "it is removed, not only hidden";
  Pass(absl::Hours(1));
  EXPECT_EQ(Entries(), 1);
  Pass(absl::Hours(7 * 24 - 3));
  EXPECT_TRUE(Holds("plain"));
  Pass(absl::Hours(2));
  EXPECT_FALSE(Holds("plain"));
  EXPECT_EQ(Entries(), 0);
}

TEST_P(EachLocalStore, AWallClockThatStaysAheadIsBelievedInTheEnd) {
  Create("a");
  clock_.Jump(absl::Hours(8 * 24));
  Pass(absl::Hours(3 * 24));
  EXPECT_TRUE(Holds("a"));
  Pass(absl::Hours(24));
  EXPECT_FALSE(Holds("a"));
}

TEST_P(EachLocalStore, AHeadersKeyGoesWithTheOthersWhereThoseGoEarlier) {
  options_.ttl = absl::Minutes(30);
  store_.reset();
  store_ = backing_->Start(options_);
  Create("header 0123456789abcdef");
  Pass(absl::Minutes(31));
  EXPECT_EQ(Entries(), 0);
}

// Thousands of others lie before, between and behind; those that are open stay, and stop nobody.
TEST_P(EachLocalStore, HeadersKeysAreRemovedFromAmongOthers) {
  constexpr int kEach = 1500;
  std::vector<std::string> names;
  for (int i = 0; i < kEach; ++i) {
    names.push_back(absl::StrCat("plain-", i));
    names.push_back(absl::StrCat("header-", i, " 0123456789abcdef"));
  }
  Asking(*store_).Create(names);
  Asking(*store_).Claim("open 0123456789abcdef", 1, "open");
  for (int i = 0; i < 4; ++i) Pass(absl::Hours(1));
  EXPECT_EQ(Entries(), kEach);
  EXPECT_TRUE(Holds("open 0123456789abcdef"));
  Asking(*store_).Settle("open 0123456789abcdef", "open", State::kCreated);
  EXPECT_FALSE(Holds("open 0123456789abcdef"));
}

INSTANTIATE_TEST_SUITE_P(, EachLocalStore, ::testing::ValuesIn(StoreKinds()), StoreKindName);

}  // namespace
}  // namespace unpod::ledger
