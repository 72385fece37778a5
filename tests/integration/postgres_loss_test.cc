// The PostgreSQL ledger whose server goes away.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <string>
#include <thread>

#include "absl/strings/str_cat.h"
#include "tests/integration/postgres_case.h"

namespace unpod::ledger {
namespace {

class PostgresLossTest : public PostgresCase {
 protected:
  static absl::Status TryClaim(Store& store, const std::string& request_id) {
    Claim claim = AClaim(request_id, request_id);
    Operation* const batch[] = {&claim};
    return store.Execute(batch);
  }
};

TEST_F(PostgresLossTest, WhatWasAnsweredIsThereAfterACrash) {
  const auto store = OpenStore("owner-1");
  std::atomic<int> settled = 0;
  absl::Status failure;
  std::thread traffic([&] {
    while (failure.ok()) {
      const std::string name = absl::StrCat(settled + 1);
      failure = TryClaim(*store, name);
      if (!failure.ok()) break;
      Batch<Settle> settle{{ASettle(name, name)}};
      failure = settle.Execute(*store);
      if (failure.ok()) ++settled;
    }
  });
  EXPECT_TRUE(Eventually([&] { return settled > 200; }));
  server_.StopAtOnce();
  traffic.join();
  EXPECT_EQ(failure.code(), absl::StatusCode::kUnavailable) << failure;
  EXPECT_EQ(store->Maintain().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(store->Open().code(), absl::StatusCode::kUnavailable);
  server_.Start();
  const absl::Status opened = store->Open();
  ASSERT_TRUE(opened.ok()) << opened;
  for (int i = 1; i <= settled; ++i) ASSERT_EQ(StateOf(*store, absl::StrCat(i)), State::kCreated) << i;
  EXPECT_TRUE(TryClaim(*store, "after").ok());
}

TEST_F(PostgresLossTest, AConnectionThatIsCutIsOpenedAgain) {
  const auto store = OpenStore("owner-1");
  Asking(*store).Claim("a", 1, "c1");
  Sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'unpod-taskd'");
  EXPECT_EQ(TryClaim(*store, "b").code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(TryClaim(*store, "b").code(), absl::StatusCode::kUnavailable) << "until it is opened";
  ASSERT_TRUE(store->Open().ok());
  EXPECT_EQ(StateOf(*store, "a"), State::kClaimed);
  EXPECT_TRUE(TryClaim(*store, "b").ok());
}

TEST_F(PostgresLossTest, ALedgerOfAnotherUpstreamIsRefused) {
  options_.upstream = "https://unpod.ai";
  OpenStore("owner-1");
  OpenStore("owner-2");
  options_.upstream = "http://127.0.0.1:1";
  EXPECT_EQ(NewStore("owner-3")->Open().code(), absl::StatusCode::kFailedPrecondition);
}

TEST_F(PostgresLossTest, AServerThatIsDownForMaintenanceComesBack) {
  const auto store = OpenStore("owner-1");
  server_.StopFast();
  EXPECT_EQ(store->Maintain().code(), absl::StatusCode::kUnavailable);
  server_.Start();
  ASSERT_TRUE(store->Open().ok());
  EXPECT_TRUE(TryClaim(*store, "a").ok());
}

TEST_F(PostgresLossTest, AServerThatHangsIsNotWaitedForWithoutEnd) {
  url_ += "&connect_timeout=2";
  const auto store = OpenStore("owner-1");
  auto ending = OpenStore("owner-2");
  // More than the socket holds: sending has to wait, too.
  Batch<Settle> large{{ASettle("a", "a")}};
  large.operations.front().receipt.task_ids = {std::string(8 << 20, 'T')};
  server_.Freeze();
  const auto start = base::MonotonicNow();
  EXPECT_EQ(large.Execute(*store).code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(store->Open().code(), absl::StatusCode::kUnavailable);
  EXPECT_LT(base::MonotonicNow() - start, PostgresConnection::kMaxWait + std::chrono::seconds(5));
  const auto farewell = base::MonotonicNow();
  ending.reset();
  EXPECT_LT(base::MonotonicNow() - farewell, std::chrono::seconds(3));
  server_.Thaw();
  ASSERT_TRUE(store->Open().ok());
  EXPECT_TRUE(TryClaim(*store, "b").ok());
}

}  // namespace
}  // namespace unpod::ledger
