// A fresh database for each test, stores of several processes on it, and waiting for what must come.
#ifndef UNPOD_TESTS_INTEGRATION_POSTGRES_CASE_H_
#define UNPOD_TESTS_INTEGRATION_POSTGRES_CASE_H_

#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "server/ledger/postgres_store.h"
#include "tests/testing/postgres_server.h"
#include "tests/unit/ledger/store_case.h"

namespace unpod::ledger {

class PostgresCase : public ::testing::Test {
 protected:
  // Of another process, not opened yet.
  std::unique_ptr<PostgresStore> NewStore(const std::string& owner) {
    StoreOptions options = options_;
    options.owner = owner;
    return std::make_unique<PostgresStore>(url_, options);
  }
  std::unique_ptr<PostgresStore> OpenStore(const std::string& owner) {
    auto store = NewStore(owner);
    const absl::Status opened = store->Open();
    EXPECT_TRUE(opened.ok()) << opened;
    return store;
  }
  std::string Sql(const std::string& sql) const { return testing::PostgresServer::Ask(url_, sql); }

  static State StateOf(Store& store, const std::string& request_id) {
    const auto found = Asking(store).Find(request_id);
    return found.has_value() ? found->state : State{};
  }

  template <typename Condition>
  static bool Eventually(Condition&& condition) {
    for (int i = 0; i < 1000; ++i) {
      if (condition()) return true;
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    return false;
  }

  testing::PostgresServer& server_ = testing::PostgresServer::Shared();
  std::string url_ = server_.NewDatabase();
  StoreOptions options_;
};

// Many operations as one transaction.
template <typename What>
struct Batch {
  absl::Status Execute(Store& store) {
    std::vector<Operation*> all;
    for (What& operation : operations) all.push_back(&operation);
    return store.Execute(all);
  }
  std::vector<What> operations;
};

inline Claim AClaim(const std::string& request_id, const std::string& claim_id) {
  Claim claim;
  claim.entry.key = KeyNamed(request_id);
  claim.entry.fingerprint = FingerprintNumber(1);
  claim.entry.claim_id = claim_id;
  claim.digest = DigestOf(claim.entry.key);
  return claim;
}

inline Settle ASettle(const std::string& request_id, const std::string& claim_id) {
  Settle settle;
  settle.digest = DigestOf(KeyNamed(request_id));
  settle.claim_id = claim_id;
  settle.state = State::kCreated;
  settle.receipt = AReceipt();
  return settle;
}

}  // namespace unpod::ledger

#endif  // UNPOD_TESTS_INTEGRATION_POSTGRES_CASE_H_
