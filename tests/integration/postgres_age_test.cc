// What is old in the PostgreSQL ledger, where the server's clock and the service's do not agree.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "server/ledger/postgres_statements.h"
#include "tests/integration/postgres_case.h"
#include "tests/testing/set_clock.h"

namespace unpod::ledger {
namespace {

class PostgresAgeTest : public PostgresCase {
 protected:
  PostgresAgeTest() { options_.clock = &clock_.agreed(); }

  // Two that were created and one that is unknown; as the server's clock would have it, `age` ago.
  void ClaimAgo(Store& store, const std::string& age) {
    Asking ask(store);
    for (const char* const name : {"plain", "header 0123456789abcdef"}) {
      ask.Claim(name, 1, name);
      ask.Settle(name, name, State::kCreated, AReceipt());
    }
    ask.Claim("unknown", 1, "unknown");
    ask.Settle("unknown", "unknown", State::kUnknown);
    Sql("UPDATE unpod_ledger_entries SET claimed_at = claimed_at - interval '" + age + "'");
  }
  // What is found of them, one letter each.
  static std::string Held(Store& store) {
    EXPECT_TRUE(store.Maintain().ok());
    std::string held;
    for (const char* const name : {"plain", "header 0123456789abcdef", "unknown"}) {
      if (StateOf(store, name) != State{}) held += name[0];
    }
    EXPECT_EQ(Asking(store).List().size(), held.size());
    const Count count = Asking(store).Count();
    EXPECT_EQ(count.entries[2] + count.entries[4], static_cast<int64_t>(held.size()));
    return held;
  }

  testing::SetClock clock_;
};

TEST_F(PostgresAgeTest, AnEntryGoesAfterItsTime) {
  const auto store = OpenStore("owner-1");
  ClaimAgo(*store, "59 minutes");
  EXPECT_EQ(Held(*store), "phu");
  Sql("UPDATE unpod_ledger_entries SET claimed_at = claimed_at - interval '2 minutes'");
  EXPECT_EQ(Held(*store), "pu") << "a header's key holds for an hour";
  Sql("UPDATE unpod_ledger_entries SET claimed_at = claimed_at - interval '8 days'");
  EXPECT_EQ(Held(*store), "u");
  EXPECT_EQ(Sql("SELECT count(*) FROM unpod_ledger_entries"), "1") << "and its row";
}

// The service's clock stands at the time of the claims, and the server's 8 days later.
TEST_F(PostgresAgeTest, AJumpOfTheServersClockMakesNothingOld) {
  const auto store = OpenStore("owner-1");
  clock_.Jump(-absl::Hours(8 * 24));
  ClaimAgo(*store, "8 days");
  EXPECT_EQ(Held(*store), "phu");
  EXPECT_FALSE(Asking(*store).Claim("plain", 1, "again").claimed);
  EXPECT_TRUE(Asking(*store).Resolve("unknown", Resolve::Resolution::kNotExecuted).resolved);
}

TEST_F(PostgresAgeTest, AJumpOfTheServicesClockMakesNothingOld) {
  const auto store = OpenStore("owner-1");
  ClaimAgo(*store, "0");
  clock_.Jump(absl::Hours(8 * 24));
  clock_.Pass(absl::Hours(8 * 24));
  EXPECT_EQ(Held(*store), "phu");
}

TEST_F(PostgresAgeTest, NothingIsOldRightAfterTheStart) {
  auto just_started = testing::SetClock::StartedAhead(absl::ZeroDuration());
  options_.clock = &just_started.agreed();
  const auto store = OpenStore("owner-1");
  ClaimAgo(*store, "8 days");
  EXPECT_EQ(Held(*store), "phu");
  just_started.Pass(absl::Minutes(5));
  EXPECT_EQ(Held(*store), "u");
}

// In pieces, and each row is passed once: it does not take a longer walk each time.
TEST_F(PostgresAgeTest, HeadersKeysAreRemovedFromAmongOthers) {
  const auto store = OpenStore("owner-1");
  Sql(
      absl::StrCat("INSERT INTO unpod_ledger_entries (digest, tenant, space_token, request_id, state, "
                   "fingerprint, claim_id,"
                   " owner, documents, claimed_at, changed_at) SELECT decode(md5(n::text), 'hex'), 't', 's',"
                   " n::text || CASE WHEN n % 2 = 0 THEN ' 0' ELSE '' END, 2, '', 'c', 'owner-1', 1,"
                   " now() - interval '2 hours', now() FROM generate_series(1, ",
                   2 * kMaxMaintained, ") AS n"));
  Asking(*store).Claim("young 0", 1, "c1");
  Asking(*store).Settle("young 0", "c1", State::kCreated);
  const std::string count = "SELECT count(*) FROM unpod_ledger_entries";
  EXPECT_EQ(Sql(count), absl::StrCat(2 * kMaxMaintained + 1));
  ASSERT_TRUE(store->Maintain().ok());
  EXPECT_EQ(Sql(count), absl::StrCat(kMaxMaintained * 3 / 2 + 1));
  ASSERT_TRUE(store->Maintain().ok());
  EXPECT_EQ(Sql(count), absl::StrCat(kMaxMaintained + 1));
  ASSERT_TRUE(store->Maintain().ok());
  EXPECT_EQ(Sql(count), absl::StrCat(kMaxMaintained + 1));
  EXPECT_EQ(StateOf(*store, "young 0"), State::kCreated);
}

}  // namespace
}  // namespace unpod::ledger
