// The PostgreSQL ledger behind a real PgBouncer.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tests/integration/postgres_case.h"
#include "tests/testing/pgbouncer.h"

namespace unpod::ledger {
namespace {

using ::testing::HasSubstr;

class PostgresPoolerTest : public PostgresCase {
 protected:
  absl::Status OpenThrough(const testing::PgBouncer::Options& options) {
    const std::string direct = url_;
    pooler_.emplace(direct, options);
    url_ = pooler_->url();
    store_ = NewStore("owner-1");
    url_ = direct;
    return store_->Open();
  }

  std::optional<testing::PgBouncer> pooler_;
  std::unique_ptr<PostgresStore> store_;
};

TEST_F(PostgresPoolerTest, OneThatPoolsTransactionsIsNamedAtTheStart) {
  for (const bool round_robin : {false, true}) {
    for (const int pool_size : {1, 20}) {
      const absl::Status opened =
          OpenThrough({.pool_mode = "transaction", .pool_size = pool_size, .round_robin = round_robin});
      EXPECT_EQ(opened.code(), absl::StatusCode::kFailedPrecondition) << opened << pool_size << round_robin;
      EXPECT_THAT(opened.message(), HasSubstr("pool_mode = transaction"));
    }
  }
  EXPECT_EQ(Sql("SELECT to_regclass('unpod_ledger_schema') IS NULL"), "t") << "nothing was changed by then";
}

TEST_F(PostgresPoolerTest, OneThatPoolsTransactionsIsNamedAlsoWhereSessionsLieIdle) {
  for (const bool round_robin : {false, true}) {
    pooler_.emplace(url_, testing::PgBouncer::Options{"transaction", 20, round_robin});
    const std::string direct = std::exchange(url_, pooler_->url());
    {
      // Three transactions at once leave three sessions behind.
      std::vector<std::unique_ptr<PostgresConnection>> others;
      for (int i = 0; i < 3; ++i) {
        others.push_back(std::make_unique<PostgresConnection>());
        ASSERT_TRUE(others.back()->Connect(PostgresUrl(url_)).ok());
        std::vector<PostgresResult> results;
        const PostgresQuery begin[] = {PostgresQuery::Sql("BEGIN"), PostgresQuery::Sql("SELECT 1")};
        ASSERT_TRUE(others.back()->Run(begin, results).ok());
      }
      const PostgresQuery end[] = {PostgresQuery::Sql("COMMIT")};
      std::vector<PostgresResult> results;
      for (auto& other : others) ASSERT_TRUE(other->Run(end, results).ok());
    }
    EXPECT_EQ(NewStore("owner-1")->Open().code(), absl::StatusCode::kFailedPrecondition) << round_robin;
    url_ = direct;
  }
}

TEST_F(PostgresPoolerTest, OneThatPoolsStatementsIsRefusedToo) {
  EXPECT_FALSE(OpenThrough({.pool_mode = "statement"}).ok());
}

TEST_F(PostgresPoolerTest, OneThatPoolsSessionsWillDo) {
  for (const int pool_size : {1, 20}) {
    const absl::Status opened = OpenThrough({.pool_mode = "session", .pool_size = pool_size});
    ASSERT_TRUE(opened.ok()) << opened;
    const std::string name = "key-" + std::to_string(pool_size);
    Asking ask(*store_);
    EXPECT_TRUE(ask.Claim(name, 1, "c1").claimed);
    EXPECT_TRUE(ask.Settle(name, "c1", State::kCreated, AReceipt()));
    EXPECT_FALSE(ask.Claim(name, 1, "c2").claimed);
    EXPECT_TRUE(store_->Maintain().ok());
    store_.reset();  // Before its pooler.
  }
}

}  // namespace
}  // namespace unpod::ledger
