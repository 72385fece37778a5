#include "tests/unit/ledger/store_case.h"

#include <gtest/gtest.h>

namespace unpod::ledger {

Key KeyNamed(const std::string& request_id) {
  return {"unpod.tv", "SPACE", request_id};
}

domain::Fingerprint FingerprintNumber(uint8_t number) {
  domain::Fingerprint fingerprint{};
  fingerprint.fill(number);
  return fingerprint;
}

void Asking::Execute(Operation& operation) {
  Operation* const batch[] = {&operation};
  const absl::Status done = store_.Execute(batch);
  EXPECT_TRUE(done.ok()) << done;
}

Claim Asking::Claim(const std::string& request_id, uint8_t fingerprint, const std::string& claim_id) {
  ledger::Claim claim;
  claim.entry.key = KeyNamed(request_id);
  claim.entry.fingerprint = FingerprintNumber(fingerprint);
  claim.entry.claim_id = claim_id;
  claim.entry.documents = 2;
  claim.digest = DigestOf(claim.entry.key);
  Execute(claim);
  return claim;
}

bool Asking::Settle(const std::string& request_id, const std::string& claim_id, State state,
                    const Receipt& receipt) {
  ledger::Settle settle;
  settle.digest = DigestOf(KeyNamed(request_id));
  settle.claim_id = claim_id;
  settle.state = state;
  if (state == State::kCreated) {
    settle.receipt = receipt;
  } else {
    settle.cause = ACause();
  }
  Execute(settle);
  return settle.applied;
}

void Asking::Create(const std::vector<std::string>& request_ids, const Receipt& receipt) {
  std::vector<ledger::Claim> claims(request_ids.size());
  std::vector<ledger::Settle> settles(request_ids.size());
  std::vector<Operation*> batch;
  for (size_t i = 0; i < request_ids.size(); ++i) {
    claims[i].entry.key = KeyNamed(request_ids[i]);
    claims[i].entry.claim_id = settles[i].claim_id = request_ids[i];
    claims[i].digest = settles[i].digest = DigestOf(claims[i].entry.key);
    settles[i].state = State::kCreated;
    settles[i].receipt = receipt;
    batch.push_back(&claims[i]);
  }
  EXPECT_TRUE(store_.Execute(batch).ok());
  batch.clear();
  for (ledger::Settle& settle : settles) batch.push_back(&settle);
  EXPECT_TRUE(store_.Execute(batch).ok());
}

std::optional<Entry> Asking::Find(const std::string& request_id) {
  ledger::Find find;
  find.digest = DigestOf(KeyNamed(request_id));
  Execute(find);
  return find.found;
}

Resolve Asking::Resolve(const std::string& request_id, ledger::Resolve::Resolution resolution,
                        const std::string& note) {
  ledger::Resolve resolve;
  resolve.digest = DigestOf(KeyNamed(request_id));
  resolve.resolution = resolution;
  resolve.note = note;
  Execute(resolve);
  return resolve;
}

Resolve Asking::Confirm(const std::string& request_id, const std::string& claim_id, const Receipt& receipt,
                        const std::string& note) {
  ledger::Resolve resolve;
  resolve.digest = DigestOf(KeyNamed(request_id));
  resolve.resolution = Resolve::Resolution::kCreated;
  resolve.claim_id = claim_id;
  resolve.receipt = receipt;
  resolve.note = note;
  Execute(resolve);
  return resolve;
}

std::vector<Entry> Asking::ListNamed(const std::string& request_id) {
  ledger::List list;
  list.request_id = request_id;
  Execute(list);
  return list.entries;
}

std::vector<Entry> Asking::List(std::optional<State> state) {
  std::vector<Entry> all;
  int64_t before = 0;
  do {
    ledger::List page;
    page.state = state;
    page.before = before;
    page.limit = 3;
    Execute(page);
    EXPECT_LE(page.entries.size(), page.limit);
    all.insert(all.end(), page.entries.begin(), page.entries.end());
    before = page.next_before;
  } while (before != 0);
  return all;
}

Count Asking::Count() {
  ledger::Count count;
  Execute(count);
  return count;
}

Receipt AReceipt() {
  Receipt receipt;
  receipt.run_id = "R0123";
  receipt.status = "pending";
  receipt.task_ids = {"T1", "T2"};
  receipt.task_statuses = {"pending", "a:b\n"};
  receipt.missing_documents = {0, 7};
  receipt.read_back = true;
  return receipt;
}

Cause ACause() {
  return {absl::StatusCode::kUnknown, domain::Reason::kConnectionLost, 500};
}

}  // namespace unpod::ledger
