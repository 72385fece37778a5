// The same tests for each kind of store: what a store stands on, and what can happen to the processes that
// use it.
#ifndef UNPOD_TESTS_UNIT_LEDGER_STORE_BACKING_H_
#define UNPOD_TESTS_UNIT_LEDGER_STORE_BACKING_H_

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "server/ledger/store.h"

namespace unpod::ledger {

class StoreBacking {
 public:
  virtual ~StoreBacking() = default;

  // How many processes may use it at once.
  virtual int max_processes() const { return 1; }
  // False: its entries go with its one process.
  virtual bool outlives_processes() const { return true; }
  // A store as a new process opens it.
  virtual std::unique_ptr<Store> Start(const StoreOptions& options) = 0;
  // `store`'s process is killed: nothing that it would do at its end is done, and its lease is over.
  virtual void Kill(std::unique_ptr<Store> store, const std::string& owner) = 0;
};

struct StoreKind {
  std::string name;
  std::function<std::unique_ptr<StoreBacking>()> make;
  // For the names of tests.
  friend std::ostream& operator<<(std::ostream& out, const StoreKind& kind) { return out << kind.name; }
};

// For INSTANTIATE_TEST_SUITE_P.
inline std::string StoreKindName(const ::testing::TestParamInfo<StoreKind>& kind) {
  return kind.param.name;
}

// What this test program has: each program defines them for itself.
std::vector<StoreKind> StoreKinds();
// Those whose entries outlive a process.
std::vector<StoreKind> DurableStoreKinds();

}  // namespace unpod::ledger

#endif  // UNPOD_TESTS_UNIT_LEDGER_STORE_BACKING_H_
