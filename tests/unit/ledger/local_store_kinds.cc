#include "tests/unit/ledger/store_backing.h"

#include <gtest/gtest.h>

#include <utility>

#include "server/ledger/memory_store.h"
#include "server/ledger/sqlite_store.h"
#include "tests/testing/temp_folder.h"

namespace unpod::ledger {
namespace {

class MemoryBacking final : public StoreBacking {
 public:
  bool outlives_processes() const override { return false; }
  std::unique_ptr<Store> Start(const StoreOptions& options) override {
    return std::make_unique<MemoryStore>(options);
  }
  void Kill(std::unique_ptr<Store> store, const std::string&) override { store.reset(); }
};

// A process that is killed leaves its file as it is: tests/chaos does that for real. Here the file is only
// closed.
class SqliteBacking final : public StoreBacking {
 public:
  std::unique_ptr<Store> Start(const StoreOptions& options) override {
    auto store = std::make_unique<SqliteStore>(folder_.path() + "/ledger.db", options);
    const absl::Status opened = store->Open();
    EXPECT_TRUE(opened.ok()) << opened;
    return store;
  }
  void Kill(std::unique_ptr<Store> store, const std::string&) override { store.reset(); }

 private:
  testing::TempFolder folder_;
};

StoreKind Memory() {
  return {"Memory", [] { return std::make_unique<MemoryBacking>(); }};
}

StoreKind Sqlite() {
  return {"Sqlite", [] { return std::make_unique<SqliteBacking>(); }};
}

}  // namespace

std::vector<StoreKind> StoreKinds() {
  return {Memory(), Sqlite()};
}

std::vector<StoreKind> DurableStoreKinds() {
  return {Sqlite()};
}

}  // namespace unpod::ledger
