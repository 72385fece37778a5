// What each store promises, case by case.
#include "server/ledger/store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "server/domain/request_name.h"
#include "tests/testing/set_clock.h"
#include "tests/unit/ledger/store_backing.h"
#include "tests/unit/ledger/store_case.h"

namespace unpod::ledger {
namespace {

class EachStore : public ::testing::TestWithParam<StoreKind> {
 protected:
  Asking Ask() {
    if (store_ == nullptr) store_ = backing_->Start(options_);
    return Asking(*store_);
  }
  void Restart(const std::string& owner) {
    backing_->Kill(std::move(store_), options_.owner);
    options_.owner = owner;
    store_ = backing_->Start(options_);
  }
  State StateOf(const std::string& request_id) {
    const auto found = Ask().Find(request_id);
    return found.has_value() ? found->state : State{};
  }

  testing::SetClock clock_;
  StoreOptions options_{.owner = "owner-1", .clock = &clock_.agreed()};
  std::unique_ptr<StoreBacking> backing_ = GetParam().make();
  std::unique_ptr<Store> store_;
};

TEST_P(EachStore, ClaimsWhatItHasNot) {
  const absl::Time before = absl::Now() - absl::Seconds(5);
  const Claim claim = Ask().Claim("a", 1, "c1");
  EXPECT_TRUE(claim.claimed);
  const auto found = Ask().Find("a");
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(found->key, KeyNamed("a"));
  EXPECT_EQ(found->state, State::kClaimed);
  EXPECT_EQ(found->fingerprint, FingerprintNumber(1));
  EXPECT_EQ(found->claim_id, "c1");
  EXPECT_EQ(found->owner, "owner-1");
  EXPECT_EQ(found->documents, 2u);
  EXPECT_GT(found->claimed_at, before);
  EXPECT_LT(found->claimed_at, absl::Now() + absl::Seconds(5));
  EXPECT_EQ(found->claimed_at, claim.entry.claimed_at);
}

TEST_P(EachStore, ClaimsNothingTwice) {
  Ask().Claim("a", 1, "c1");
  const Claim again = Ask().Claim("a", 1, "c2");
  EXPECT_FALSE(again.claimed);
  EXPECT_EQ(again.entry.claim_id, "c1");
  const Claim other_request = Ask().Claim("a", 2, "c3");
  EXPECT_FALSE(other_request.claimed);
  EXPECT_EQ(other_request.entry.fingerprint, FingerprintNumber(1));
}

TEST_P(EachStore, ClaimsOnceInOneTransaction) {
  Ask();
  Claim first;
  Claim second;
  for (Claim* claim : {&first, &second}) {
    claim->entry.key = KeyNamed("a");
    claim->digest = DigestOf(claim->entry.key);
    claim->entry.claim_id = claim == &first ? "c1" : "c2";
  }
  Operation* const batch[] = {&first, &second};
  ASSERT_TRUE(store_->Execute(batch).ok());
  EXPECT_NE(first.claimed, second.claimed);
  EXPECT_EQ(first.entry.claim_id, second.entry.claim_id);
}

TEST_P(EachStore, KeepsTheReceipt) {
  Ask().Claim("a", 1, "c1");
  EXPECT_TRUE(Ask().Settle("a", "c1", State::kCreated, AReceipt()));
  const Claim again = Ask().Claim("a", 1, "c2");
  EXPECT_FALSE(again.claimed);
  EXPECT_EQ(again.entry.state, State::kCreated);
  EXPECT_EQ(again.entry.receipt, AReceipt());
}

TEST_P(EachStore, KeepsTheCauseOfAnUnknownOutcome) {
  Ask().Claim("a", 1, "c1");
  EXPECT_TRUE(Ask().Settle("a", "c1", State::kUnknown));
  const Claim again = Ask().Claim("a", 1, "c2");
  EXPECT_FALSE(again.claimed);
  EXPECT_EQ(again.entry.state, State::kUnknown);
  EXPECT_EQ(again.entry.cause, ACause());
}

TEST_P(EachStore, LetsARejectedRequestBeClaimedAgainUnlessItIsAnother) {
  Ask().Claim("a", 1, "c1");
  Ask().Settle("a", "c1", State::kRejected);
  const Claim another = Ask().Claim("a", 2, "c2");
  EXPECT_FALSE(another.claimed);
  EXPECT_EQ(another.entry.state, State::kRejected);
  EXPECT_TRUE(Ask().Claim("a", 1, "c3").claimed);
  EXPECT_FALSE(Ask().Settle("a", "c1", State::kCreated)) << "the first claim is over";
  EXPECT_EQ(StateOf("a"), State::kClaimed);
}

TEST_P(EachStore, SettlesUnknownOutcomesLater) {
  Ask().Claim("a", 1, "c1");
  Ask().Settle("a", "c1", State::kUnknown);
  EXPECT_FALSE(Ask().Settle("a", "c2", State::kCreated)) << "of no claim";
  EXPECT_TRUE(Ask().Settle("a", "c1", State::kCreated, AReceipt()));
  EXPECT_FALSE(Ask().Settle("a", "c1", State::kUnknown)) << "what is known stays known";
  EXPECT_EQ(StateOf("a"), State::kCreated);
}

TEST_P(EachStore, ResolvesOnlyWhatIsUnknown) {
  using Resolution = Resolve::Resolution;
  EXPECT_FALSE(Ask().Resolve("a", Resolution::kForget).found.has_value());
  Ask().Claim("a", 1, "c1");
  EXPECT_FALSE(Ask().Resolve("a", Resolution::kNotExecuted).resolved);
  Ask().Settle("a", "c1", State::kUnknown);
  const Resolve resolved = Ask().Resolve("a", Resolution::kNotExecuted);
  EXPECT_TRUE(resolved.resolved);
  EXPECT_EQ(resolved.found->state, State::kUnknown);
  EXPECT_EQ(StateOf("a"), State::kRejected);
  EXPECT_TRUE(Ask().Claim("a", 1, "c2").claimed);
  Ask().Settle("a", "c2", State::kUnknown);
  EXPECT_TRUE(Ask().Resolve("a", Resolution::kForget).resolved);
  EXPECT_FALSE(Ask().Find("a").has_value());
  EXPECT_TRUE(Ask().Claim("a", 2, "c3").claimed);
}

TEST_P(EachStore, KeepsTheNoteOfWhoResolvesIt) {
  using Resolution = Resolve::Resolution;
  Ask().Claim("a", 1, "c1");
  Ask().Settle("a", "c1", State::kUnknown);
  EXPECT_EQ(Ask().Find("a")->note, "");
  EXPECT_TRUE(Ask().Resolve("a", Resolution::kNotExecuted, "nothing in the portal").resolved);
  EXPECT_EQ(Ask().Find("a")->note, "nothing in the portal");
  Ask().Claim("a", 1, "c2");
  EXPECT_EQ(Ask().Find("a")->note, "") << "of the claim before";
}

TEST_P(EachStore, ConfirmsWhatWasCreatedAfterAll) {
  Ask().Claim("a", 1, "c1");
  EXPECT_FALSE(Ask().Confirm("a", "c1", AReceipt()).resolved) << "it is not unknown";
  Ask().Settle("a", "c1", State::kUnknown);
  EXPECT_FALSE(Ask().Confirm("a", "c0", AReceipt()).resolved) << "of another claim";
  EXPECT_EQ(StateOf("a"), State::kUnknown);
  EXPECT_TRUE(Ask().Confirm("a", "c1", AReceipt(), "found by hand").resolved);
  const auto entry = Ask().Find("a");
  EXPECT_EQ(entry->state, State::kCreated);
  EXPECT_EQ(entry->receipt, AReceipt());
  EXPECT_EQ(entry->cause, Cause());
  EXPECT_EQ(entry->note, "found by hand");
  EXPECT_FALSE(Ask().Claim("a", 1, "c2").claimed) << "nobody is called by a repeat";
}

TEST_P(EachStore, KnowsWhichDocumentsWereLeftOut) {
  Claim claim;
  claim.entry.key = KeyNamed("a");
  claim.digest = DigestOf(claim.entry.key);
  claim.entry.skipped = {0, 7, 4'000'000'000};
  Ask();
  Operation* const batch[] = {&claim};
  ASSERT_TRUE(store_->Execute(batch).ok());
  EXPECT_TRUE(Ask().Settle("a", "", State::kCreated, AReceipt()));
  EXPECT_EQ(Ask().Find("a")->skipped, (std::vector<uint32_t>{0, 7, 4'000'000'000}));
}

TEST_P(EachStore, ListsTheBatchesOfAListByItsName) {
  for (const std::string& name : {std::string("campaign-7"), domain::MakeBatchName("campaign-7", 0),
                                  domain::MakeBatchName("campaign-7", 41), std::string("campaign-7/41"),
                                  domain::MakeBatchName("campaign-71", 0)}) {
    EXPECT_TRUE(Ask().Claim(name, 1, "c").claimed);
  }
  std::vector<std::string> names;
  for (const Entry& entry : Ask().ListNamed("campaign-7")) names.push_back(entry.key.request_id);
  EXPECT_EQ(names, (std::vector<std::string>{domain::MakeBatchName("campaign-7", 41),
                                             domain::MakeBatchName("campaign-7", 0), "campaign-7"}));
}

TEST_P(EachStore, ListsNewestFirstPageByPage) {
  for (const char* name : {"a", "b", "c", "d", "e", "f", "g"}) Ask().Claim(name, 1, name);
  Ask().Settle("b", "b", State::kUnknown);
  Ask().Settle("e", "e", State::kUnknown);
  std::string order;
  for (const Entry& entry : Ask().List()) order += entry.key.request_id;
  EXPECT_EQ(order, "gfedcba");
  order.clear();
  for (const Entry& entry : Ask().List(State::kUnknown)) order += entry.key.request_id;
  EXPECT_EQ(order, "eb");
}

TEST_P(EachStore, CountsByState) {
  for (const char* name : {"a", "b", "c", "d"}) Ask().Claim(name, 1, name);
  Ask().Settle("a", "a", State::kCreated);
  Ask().Settle("b", "b", State::kUnknown);
  Ask().Settle("c", "c", State::kUnknown);
  const Count count = Ask().Count();
  EXPECT_THAT(count.entries, ::testing::ElementsAre(0, 1, 1, 0, 2));
  EXPECT_EQ(count.oldest_unknown, Ask().Find("b")->claimed_at);
}

TEST_P(EachStore, ForgetsWhatIsSettledAfterItsTime) {
  options_.ttl = absl::ZeroDuration();
  for (const char* name : {"created", "rejected", "unknown", "claimed"}) Ask().Claim(name, 1, name);
  Ask().Settle("created", "created", State::kCreated);
  Ask().Settle("rejected", "rejected", State::kRejected);
  Ask().Settle("unknown", "unknown", State::kUnknown);
  EXPECT_FALSE(Ask().Find("created").has_value());
  EXPECT_TRUE(Ask().Claim("created", 2, "again").claimed);
  Ask().Settle("created", "again", State::kCreated);
  ASSERT_TRUE(store_->Maintain().ok());
  EXPECT_THAT(Ask().Count().entries, ::testing::ElementsAre(0, 1, 0, 0, 1));
  EXPECT_EQ(StateOf("unknown"), State::kUnknown);
  EXPECT_EQ(StateOf("claimed"), State::kClaimed);
}

TEST_P(EachStore, HoldsAHeadersKeyForItsOwnTimeOnly) {
  options_.header_key_ttl = absl::ZeroDuration();
  const std::string header = "3fa85f64-5717-4562-b3fc-2c963f66afa6 0123456789abcdef";
  for (const std::string& name : {header, header + "0", header + "1"}) Ask().Claim(name, 1, name);
  Ask().Claim("plain", 1, "plain");
  Ask().Settle(header, header, State::kCreated);
  Ask().Settle(header + "0", header + "0", State::kUnknown);
  Ask().Settle("plain", "plain", State::kCreated);
  EXPECT_FALSE(Ask().Find(header).has_value());
  EXPECT_EQ(StateOf("plain"), State::kCreated);
  EXPECT_EQ(Ask().List().size(), 3u);
  ASSERT_TRUE(store_->Maintain().ok());
  EXPECT_THAT(Ask().Count().entries, ::testing::ElementsAre(0, 1, 1, 0, 1)) << "what is open stays";
  EXPECT_TRUE(Ask().Claim(header, 1, "again").claimed);
  EXPECT_EQ(StateOf(header), State::kClaimed);
}

TEST_P(EachStore, ANewHeadersKeyIsRemovedLikeTheFirst) {
  options_.header_key_ttl = absl::ZeroDuration();
  for (int round = 0; round < 3; ++round) {
    const std::string header = absl::StrCat("value-", round, " 0123456789abcdef");
    Ask().Claim(header, 1, "c");
    Ask().Settle(header, "c", State::kCreated);
    ASSERT_TRUE(store_->Maintain().ok());
    EXPECT_THAT(Ask().Count().entries, ::testing::Each(0)) << round;
  }
}

TEST_P(EachStore, NothingIsOldByAJumpOfTheWallClock) {
  const std::string header = "value 0123456789abcdef";
  for (const std::string& name : {std::string("a"), header}) {
    Ask().Claim(name, 1, name);
    Ask().Settle(name, name, State::kCreated, AReceipt());
  }
  clock_.Jump(absl::Hours(8 * 24));
  EXPECT_FALSE(Ask().Claim("a", 1, "again").claimed);
  EXPECT_FALSE(Ask().Claim(header, 1, "again").claimed);
  ASSERT_TRUE(store_->Maintain().ok());
  EXPECT_EQ(Ask().Find("a")->receipt, AReceipt());
  EXPECT_EQ(Ask().List().size(), 2u);
  EXPECT_EQ(Ask().Count().entries[static_cast<size_t>(State::kCreated)], 2);
  // Back again, as if nothing had been.
  clock_.Jump(-absl::Hours(8 * 24));
  ASSERT_TRUE(store_->Maintain().ok());
  EXPECT_EQ(StateOf("a"), State::kCreated);
}

class EachDurableStore : public EachStore {};

TEST_P(EachDurableStore, NothingIsOldForAProcessThatStartsInAJump) {
  Ask().Claim("a", 1, "c1");
  Ask().Settle("a", "c1", State::kCreated, AReceipt());
  auto ahead = testing::SetClock::StartedAhead(absl::Hours(8 * 24));
  options_.clock = &ahead.agreed();
  Restart("owner-2");
  EXPECT_FALSE(Ask().Claim("a", 1, "c2").claimed);
  ASSERT_TRUE(store_->Maintain().ok());
  EXPECT_EQ(Ask().Find("a")->receipt, AReceipt());
  store_.reset();  // Before its clock.
}

TEST_P(EachDurableStore, AClaimOfAProcessThatIsGoneIsUnknown) {
  Ask().Claim("a", 1, "c1");
  Ask().Claim("b", 1, "c2");
  Ask().Settle("b", "c2", State::kCreated, AReceipt());
  Restart("owner-2");
  const Claim again = Ask().Claim("a", 1, "c3");
  EXPECT_FALSE(again.claimed);
  EXPECT_EQ(again.entry.state, State::kUnknown);
  EXPECT_EQ(again.entry.cause.reason, domain::Reason::kInterrupted);
  EXPECT_EQ(again.entry.owner, "owner-2") << "who reads it back";
  EXPECT_EQ(Ask().Find("b")->receipt, AReceipt());
  EXPECT_THAT(Ask().Count().entries, ::testing::ElementsAre(0, 0, 1, 0, 1));
}

TEST_P(EachStore, KeepsItsOwnClaimsWhenItIsOpenedAgain) {
  Ask().Claim("a", 1, "c1");
  ASSERT_TRUE(store_->Open().ok());
  EXPECT_EQ(StateOf("a"), State::kClaimed);
  EXPECT_TRUE(Ask().Settle("a", "c1", State::kCreated));
}

INSTANTIATE_TEST_SUITE_P(, EachStore, ::testing::ValuesIn(StoreKinds()), StoreKindName);
INSTANTIATE_TEST_SUITE_P(, EachDurableStore, ::testing::ValuesIn(DurableStoreKinds()), StoreKindName);

}  // namespace
}  // namespace unpod::ledger
