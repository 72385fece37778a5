// The PostgreSQL ledger among several processes that share it.
#include "server/ledger/postgres_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <latch>
#include <mutex>
#include <thread>

#include "absl/strings/str_cat.h"
#include "server/ledger/postgres_schema.h"
#include "server/ledger/postgres_statements.h"
#include "tests/integration/postgres_case.h"
#include "tests/testing/set_clock.h"

namespace unpod::ledger {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class PostgresStoreTest : public PostgresCase {
 protected:
  // Entries as another process has left them long ago, from `first` on.
  void Insert(State state, int count, int first = 0) {
    Sql(
        absl::StrCat("INSERT INTO unpod_ledger_entries (digest, tenant, space_token, request_id, state,"
                     " fingerprint, claim_id, owner, documents, claimed_at, changed_at) SELECT"
                     " decode(md5(n::text), 'hex'), 't', 's', n::text, ",
                     static_cast<int>(state), ", '', 'c', 'gone', 1, now() - interval '1 hour', now()",
                     " FROM generate_series(", first, ", ", first + count - 1, ") AS n"));
  }
  // Of all stores on this database, which must be closed: a server's process counts until it ends.
  std::string Deadlocks() {
    EXPECT_TRUE(Eventually([this] {
      return Sql("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()") == "1";
    }));
    return Sql("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()");
  }
  static void Together(const std::vector<std::function<void()>>& all) {
    std::latch start(static_cast<std::ptrdiff_t>(all.size()));
    std::vector<std::jthread> threads;
    for (const auto& one : all) {
      threads.emplace_back([&start, &one] {
        start.arrive_and_wait();
        one();
      });
    }
  }
};

TEST_F(PostgresStoreTest, ClaimsOnceAndTellsWhatBecameOfIt) {
  const auto store = OpenStore("owner-1");
  Asking ask(*store);
  EXPECT_TRUE(ask.Claim("a", 1, "c1").claimed);
  EXPECT_FALSE(ask.Claim("a", 1, "c1").claimed) << "even by the same name";
  EXPECT_EQ(ask.Claim("a", 2, "c2").entry.fingerprint, FingerprintNumber(1));
  EXPECT_TRUE(ask.Settle("a", "c1", State::kCreated, AReceipt()));
  const Claim again = ask.Claim("a", 1, "c3");
  EXPECT_FALSE(again.claimed);
  EXPECT_EQ(again.entry.key, KeyNamed("a"));
  EXPECT_EQ(again.entry.owner, "owner-1");
  EXPECT_EQ(again.entry.documents, 2u);
  EXPECT_EQ(again.entry.receipt, AReceipt());
  EXPECT_GT(again.entry.changed_at, again.entry.claimed_at);
}

TEST_F(PostgresStoreTest, ClaimsRejectedRequestsAnewAndPutsThemLast) {
  const auto store = OpenStore("owner-1");
  Asking ask(*store);
  ask.Claim("a", 1, "c1");
  ask.Claim("b", 1, "c2");
  ask.Settle("a", "c1", State::kRejected);
  EXPECT_FALSE(ask.Claim("a", 2, "c3").claimed) << "another request";
  const Claim again = ask.Claim("a", 1, "c4");
  EXPECT_TRUE(again.claimed);
  EXPECT_EQ(again.entry.cause, Cause()) << "of the claim before";
  EXPECT_EQ(ask.List().front().key.request_id, "a");
}

TEST_F(PostgresStoreTest, StoresTextsThatTheServerWouldRefuse) {
  const auto store = OpenStore("owner-1");
  Asking ask(*store);
  ask.Claim("a", 1, "c1");
  Receipt odd;
  odd.run_id = std::string("R\0 1", 4);
  odd.status.assign(1, '\xff');
  odd.task_ids = {std::string("T\0", 2), "\xff"};
  EXPECT_TRUE(ask.Settle("a", "c1", State::kCreated, odd));
  EXPECT_EQ(ask.Find("a")->receipt.run_id, "R? 1");
  EXPECT_EQ(ask.Find("a")->receipt.task_ids, odd.task_ids);
}

TEST_F(PostgresStoreTest, ManyStartAtOnce) {
  std::vector<std::function<void()>> starts;
  for (int i = 0; i < 6; ++i) {
    starts.emplace_back([this, i] { OpenStore(absl::StrCat("owner-", i)); });
  }
  Together(starts);
  EXPECT_EQ(Sql("SELECT version FROM unpod_ledger_schema"), absl::StrCat(kPostgresSchemaVersion));
}

TEST_F(PostgresStoreTest, OneOfTwoClaimsEachKey) {
  auto one = OpenStore("owner-1");
  auto other = OpenStore("owner-2");
  constexpr int kKeys = 64;
  for (int round = 0; round < 10; ++round) {
    Batch<Claim> by_one;
    Batch<Claim> by_other;
    for (int i = 0; i < kKeys; ++i) {
      by_one.operations.push_back(AClaim(absl::StrCat(round, "-", i), absl::StrCat("one-", i)));
      by_other.operations.push_back(
          AClaim(absl::StrCat(round, "-", kKeys - 1 - i), absl::StrCat("other-", i)));
    }
    Together({[&] { EXPECT_TRUE(by_one.Execute(*one).ok()); },
              [&] { EXPECT_TRUE(by_other.Execute(*other).ok()); }});
    for (size_t i = 0; i < kKeys; ++i) {
      const Claim& a = by_one.operations[i];
      const Claim& b = by_other.operations[kKeys - 1 - i];
      EXPECT_NE(a.claimed, b.claimed);
      EXPECT_EQ(a.entry.claim_id, b.entry.claim_id);
      EXPECT_EQ(a.entry.owner, a.claimed ? "owner-1" : "owner-2");
    }
  }
  one.reset();
  other.reset();
  EXPECT_EQ(Deadlocks(), "0");
}

// A count between them: the claims cannot change places.
TEST_F(PostgresStoreTest, BatchesThatLockEachOtherOutBothGetThrough) {
  constexpr int kRounds = 30;
  constexpr int kMaxTries = 20;  // That two of them meet is chance, and rarer on a busy machine.
  std::mutex mutex;
  int try_number = 0;
  do {
    auto one = OpenStore("owner-1");
    auto other = OpenStore("owner-2");
    int claimed = 0;
    const auto claim_both = [&](Store& store, int round, bool turned) {
      const std::string key = absl::StrCat(try_number, "-", round);
      Claim first = AClaim(absl::StrCat(key, turned ? "-b" : "-a"), store.name());
      Claim second = AClaim(absl::StrCat(key, turned ? "-a" : "-b"), store.name());
      Count counts[20];
      std::vector<Operation*> batch = {&first};
      for (Count& count : counts) batch.push_back(&count);
      batch.push_back(&second);
      const absl::Status done = store.Execute(batch);
      EXPECT_TRUE(done.ok()) << done;
      const std::lock_guard lock(mutex);
      claimed += (first.claimed ? 1 : 0) + (second.claimed ? 1 : 0);
    };
    for (int round = 0; round < kRounds; ++round) {
      Together({[&] { claim_both(*one, round, false); }, [&] { claim_both(*other, round, true); }});
    }
    EXPECT_EQ(claimed, 2 * kRounds);
  } while (Deadlocks() == "0" && ++try_number < kMaxTries);
  EXPECT_LT(try_number, kMaxTries) << "the test does not test what it is for";
}

TEST_F(PostgresStoreTest, TakesOverFromThoseWhoseLeaseRanOutAndFromNobodyElse) {
  options_.lease = absl::Seconds(1);
  const auto gone = OpenStore("gone");
  const auto living = OpenStore("living");
  const auto heir = OpenStore("heir");
  Asking(*gone).Claim("claimed", 1, "c1");
  Asking(*gone).Claim("unknown", 1, "c2");
  Asking(*gone).Settle("unknown", "c2", State::kUnknown);
  Asking(*living).Claim("under way", 1, "c3");
  Asking(*living).Claim("read back", 1, "c4");
  Asking(*living).Settle("read back", "c4", State::kUnknown);
  ASSERT_TRUE(heir->Maintain().ok());
  EXPECT_EQ(StateOf(*heir, "claimed"), State::kClaimed) << "its lease runs";
  ASSERT_TRUE(Eventually([&] {
    EXPECT_TRUE(living->Maintain().ok());
    EXPECT_TRUE(heir->Maintain().ok());
    return StateOf(*heir, "claimed") == State::kUnknown;
  }));
  const auto interrupted = Asking(*heir).Find("claimed");
  EXPECT_EQ(interrupted->cause, (Cause{absl::StatusCode::kUnknown, domain::Reason::kInterrupted, 0}));
  List mine;
  mine.mine = true;
  Operation* const batch[] = {&mine};
  const auto heirs_entries = [&](Store& store) {
    mine.entries.clear();
    EXPECT_TRUE(store.Execute(batch).ok());
    return mine.entries.size();
  };
  EXPECT_EQ(heirs_entries(*heir) + heirs_entries(*living), 4u);
  EXPECT_EQ(StateOf(*heir, "under way"), State::kClaimed);
  EXPECT_EQ(Asking(*heir).Find("read back")->owner, "living");
  // Who was only slow settles what it had sent.
  EXPECT_TRUE(Asking(*gone).Settle("claimed", "c1", State::kCreated, AReceipt()));
  EXPECT_EQ(Asking(*heir).Find("claimed")->receipt, AReceipt());
}

TEST_F(PostgresStoreTest, WhoEndsLeavesToOthersAtOnce) {
  auto ends = OpenStore("ends");
  const auto stays = OpenStore("stays");
  Asking(*ends).Claim("a", 1, "c1");
  ASSERT_TRUE(stays->Maintain().ok());
  EXPECT_EQ(StateOf(*stays, "a"), State::kClaimed);
  ends.reset();
  ASSERT_TRUE(stays->Maintain().ok());
  EXPECT_EQ(StateOf(*stays, "a"), State::kUnknown);
  EXPECT_EQ(Asking(*stays).Find("a")->owner, "stays");
}

// Much more than the sockets hold, both ways.
TEST_F(PostgresStoreTest, LargeBatchesDoNotChoke) {
  const auto store = OpenStore("owner-1");
  constexpr int kOperations = 512;
  Receipt large = AReceipt();
  large.task_ids.assign(500, "0123456789abcdef0123456789abcdef");
  large.task_statuses.clear();
  Batch<Claim> claims;
  Batch<Settle> settles;
  for (int i = 0; i < kOperations; ++i) {
    claims.operations.push_back(AClaim(absl::StrCat(i), absl::StrCat(i)));
    settles.operations.push_back(ASettle(absl::StrCat(i), absl::StrCat(i)));
    settles.operations.back().receipt = large;
  }
  for (const bool first : {true, false}) {
    ASSERT_TRUE(claims.Execute(*store).ok());
    for (const Claim& claim : claims.operations) EXPECT_EQ(claim.claimed, first);
    const absl::Status settled = settles.Execute(*store);
    ASSERT_TRUE(settled.ok()) << settled;
    for (const Settle& settle : settles.operations) EXPECT_EQ(settle.applied, first);
    for (Settle& settle : settles.operations) settle.applied = false;
  }
  EXPECT_EQ(claims.operations.back().entry.receipt, large);
}

TEST_F(PostgresStoreTest, RemovesExpiredEntriesPieceByPieceAroundWhatStays) {
  options_.ttl = absl::Minutes(1);
  testing::SetClock clock;  // Nothing expires in the first minutes of a process.
  options_.clock = &clock.agreed();
  const auto store = OpenStore("owner-1");
  Insert(State::kUnknown, kMaxMaintained + 200);
  Insert(State::kCreated, kMaxMaintained + 200, 10'000);
  Asking(*store).Claim("young", 1, "c1");
  Asking(*store).Settle("young", "c1", State::kCreated);
  for (int i = 0; i < 4; ++i) ASSERT_TRUE(store->Maintain().ok());
  EXPECT_EQ(Sql("SELECT count(*) FROM unpod_ledger_entries WHERE state = 2"), "1");
  EXPECT_EQ(Asking(*store).Count().entries[4], kMaxMaintained + 200);
  EXPECT_EQ(Sql("SELECT count(*) FROM unpod_ledger_entries WHERE owner = 'owner-1'"),
            absl::StrCat(kMaxMaintained + 201))
      << "all unknown ones have an owner again";
}

TEST_F(PostgresStoreTest, FindsTheNeedleInALongListAndCountsTheHaystack) {
  const auto store = OpenStore("owner-1");
  Insert(State::kRejected, 1, 1'000'000);
  Insert(State::kCreated, kMaxListed + 100);
  EXPECT_EQ(Asking(*store).List(State::kRejected).size(), 1u);
  EXPECT_EQ(Asking(*store).Count().entries[2], kMaxListed + 100);
  Insert(State::kCreated, kMaxCounted, 100'000);
  Sql("ANALYZE unpod_ledger_entries");
  EXPECT_NEAR(static_cast<double>(Asking(*store).Count().entries[2]), kMaxCounted + kMaxListed + 100, 1000);
}

TEST_F(PostgresStoreTest, RefusesTablesOfANewerVersion) {
  OpenStore("owner-1");
  Sql("UPDATE unpod_ledger_schema SET version = 99");
  const absl::Status opened = NewStore("owner-2")->Open();
  EXPECT_EQ(opened.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(opened.message(), HasSubstr("newer version"));
}

// Under the old names it would not find what a new one has sent.
TEST_F(PostgresStoreTest, IsNotTakenOverFromAServiceOfAnOlderVersionThatIsStillThere) {
  auto older = OpenStore("owner-1");
  Sql("UPDATE unpod_ledger_schema SET version = 2");
  Sql("ALTER TABLE unpod_ledger_entries DROP COLUMN skipped, DROP COLUMN note");
  const absl::Status opened = NewStore("owner-2")->Open();
  EXPECT_EQ(opened.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(opened.message(), HasSubstr("stop all its processes"));
  EXPECT_EQ(Sql("SELECT version FROM unpod_ledger_schema"), "2");
  older.reset();  // It gives up its lease.
  OpenStore("owner-2");
  EXPECT_EQ(Sql("SELECT version FROM unpod_ledger_schema"), absl::StrCat(kPostgresSchemaVersion));
}

TEST_F(PostgresStoreTest, NeverTellsThePassword) {
  const auto store = OpenStore("owner-1");
  EXPECT_THAT(store->name(), ::testing::StartsWith("postgres://unpod@"));
  EXPECT_THAT(store->name(), Not(HasSubstr("cret")));
  EXPECT_EQ(PostgresStore("postgresql://me:pass@db.example:5433/calls?sslmode=require", options_).name(),
            "postgres://me@db.example:5433/calls");
  url_ = server_.Url("postgres", "wr0ng");
  const absl::Status wrong_password = NewStore("owner-2")->Open();
  EXPECT_EQ(wrong_password.code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(wrong_password.message(), HasSubstr("password authentication failed"));
  EXPECT_THAT(wrong_password.message(), Not(HasSubstr("wr0ng")));
  url_ = server_.Url("nowhere");
  EXPECT_THAT(NewStore("owner-3")->Open().message(), HasSubstr("database \"nowhere\" does not exist"));
}

TEST_F(PostgresStoreTest, RefusesWhatIsNoUrlWithoutQuotingIt) {
  for (const char* const url :
       {"", "pass", "mysql://me:pass@db/x", "host=db password=pass", "postgres://me:pass@db:x%",
        "postgres://me:p/pass@db/x", "postgres://me:p@pass@db/x", "postgres://me:pass@db/x?sslmod=pass",
        "postgres://me:pass@[::1/x"}) {
    url_ = url;
    const auto store = NewStore("owner-1");
    const absl::Status opened = store->Open();
    EXPECT_EQ(opened.code(), absl::StatusCode::kFailedPrecondition) << url;
    EXPECT_THAT(opened.message(), Not(HasSubstr("me:p"))) << url;
    EXPECT_THAT(store->name(), Not(HasSubstr("pass"))) << url;
  }
}

}  // namespace
}  // namespace unpod::ledger
