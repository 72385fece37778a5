// Entries in this process's memory: gone when it ends. For tests and the sandbox.
#ifndef UNPOD_SERVER_LEDGER_MEMORY_STORE_H_
#define UNPOD_SERVER_LEDGER_MEMORY_STORE_H_

#include <cstdint>
#include <map>
#include <string>
#include <unordered_map>

#include "server/ledger/ages.h"
#include "server/ledger/store.h"

namespace unpod::ledger {

class MemoryStore final : public Store {
 public:
  explicit MemoryStore(StoreOptions options) : options_(std::move(options)) {}

  absl::Status Open() override { return absl::OkStatus(); }
  absl::Status Execute(absl::Span<Operation* const> batch) override;
  absl::Status Maintain() override;
  std::string name() const override { return "memory"; }

 private:
  // Looks at the entries after `position`, in the order of their claims, up to the first one that was claimed
  // after `oldest`, and removes the expired ones. The position up to which it has looked.
  int64_t RemoveExpired(int64_t position, absl::Time oldest);
  Entry* Lookup(const Digest& digest);
  void Run(Claim& claim);
  void Run(Settle& settle);
  void Run(Find& find);
  void Run(Resolve& resolve);
  void Run(List& list);
  void Run(Count& count);

  const StoreOptions options_;
  Ages ages_{options_};
  int64_t next_position_ = 1;
  int64_t header_keys_passed_ = 0;    // Up to here, those that have expired are gone.
  std::map<int64_t, Entry> entries_;  // By position: in the order of their claims.
  std::unordered_map<Digest, int64_t, DigestHash> positions_;
};

}  // namespace unpod::ledger

#endif  // UNPOD_SERVER_LEDGER_MEMORY_STORE_H_
