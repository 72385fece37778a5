// Verbs for tests of a store: claims, settles and looks, one transaction each.
#ifndef UNPOD_TESTS_UNIT_LEDGER_STORE_CASE_H_
#define UNPOD_TESTS_UNIT_LEDGER_STORE_CASE_H_

#include <optional>
#include <string>
#include <vector>

#include "server/ledger/operation.h"
#include "server/ledger/store.h"

namespace unpod::ledger {

Key KeyNamed(const std::string& request_id);
domain::Fingerprint FingerprintNumber(uint8_t number);

// Each fails the running test when the store does.
class Asking {
 public:
  explicit Asking(Store& store) : store_(store) {}

  ledger::Claim Claim(const std::string& request_id, uint8_t fingerprint, const std::string& claim_id);
  bool Settle(const std::string& request_id, const std::string& claim_id, State state,
              const Receipt& receipt = {});
  // Claims and settles all of them as created, in two transactions.
  void Create(const std::vector<std::string>& request_ids, const Receipt& receipt = {});
  std::optional<Entry> Find(const std::string& request_id);
  ledger::Resolve Resolve(const std::string& request_id, Resolve::Resolution resolution,
                          const std::string& note = "");
  // As created, with `receipt`, where it is of that claim.
  ledger::Resolve Confirm(const std::string& request_id, const std::string& claim_id, const Receipt& receipt,
                          const std::string& note = "");
  std::vector<Entry> ListNamed(const std::string& request_id);
  std::vector<Entry> List(std::optional<State> state = std::nullopt);
  ledger::Count Count();

 private:
  void Execute(Operation& operation);
  Store& store_;
};

Receipt AReceipt();
Cause ACause();

}  // namespace unpod::ledger

#endif  // UNPOD_TESTS_UNIT_LEDGER_STORE_CASE_H_
