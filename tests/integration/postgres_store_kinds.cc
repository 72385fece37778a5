// The PostgreSQL ledger for the tests of tests/unit/ledger that hold for every store: up to three replicas on
// a database of their own.
#include <gtest/gtest.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "server/ledger/postgres_store.h"
#include "tests/testing/postgres_server.h"
#include "tests/unit/ledger/store_backing.h"

namespace unpod::ledger {
namespace {

class PostgresBacking final : public StoreBacking {
 public:
  int max_processes() const override { return 3; }

  std::unique_ptr<Store> Start(const StoreOptions& options) override {
    auto store = std::make_unique<PostgresStore>(url_, options);
    const absl::Status opened = store->Open();
    EXPECT_TRUE(opened.ok()) << opened;
    return store;
  }

  // Its lease ends at once, as it does for one that stops in order; nobody waits for a real one to run out
  // here (PostgresStore's own tests do).
  void Kill(std::unique_ptr<Store> store, const std::string& owner) override {
    store.reset();
    testing::PostgresServer::Ask(url_,
                                 absl::StrCat("DELETE FROM unpod_ledger_owners WHERE owner = '", owner, "'"));
  }

 private:
  const std::string url_ = testing::PostgresServer::Shared().NewDatabase();
};

}  // namespace

std::vector<StoreKind> StoreKinds() {
  return {{"Postgres", [] { return std::make_unique<PostgresBacking>(); }}};
}

std::vector<StoreKind> DurableStoreKinds() {
  return StoreKinds();
}

}  // namespace unpod::ledger
