// What the ledger knows of one request. Plain values. No contact data: fingerprints, ids, times, statuses.
#ifndef UNPOD_SERVER_LEDGER_ENTRY_H_
#define UNPOD_SERVER_LEDGER_ENTRY_H_

#include <array>
#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/time/time.h"
#include "server/domain/fingerprint.h"
#include "server/domain/reason.h"

namespace unpod::ledger {

// What makes a request the same one: who asks (the organization's handle as the caller names it; empty: the
// service's own), in which space, under which name (domain/request_name.h: of a batch it is the list's
// request_id and the batch's number).
struct Key {
  std::string tenant;
  std::string space_token;
  std::string request_id;
  bool operator==(const Key&) const = default;
};

// True of a key made of a header's value and the request's fingerprint, with a space between: no caller's own
// request_id can hold one.
inline bool IsHeaderKey(const Key& key) {
  return absl::StrContains(key.request_id, ' ');
}

// Stands for a key wherever one is looked up: the first half of SHA-256 over its three parts.
using Digest = std::array<uint8_t, 16>;
Digest DigestOf(const Key& key);

struct DigestHash {
  size_t operator()(const Digest& digest) const {
    size_t hash = 0;
    std::memcpy(&hash, digest.data(), sizeof hash);
    return hash;
  }
};

// The picture and the rules are in docs/ledger.md. Stored as these numbers.
enum class State : int {
  kClaimed = 1,   // Somebody is sending it, or about to.
  kCreated = 2,   // The calls are placed; run and task ids are known.
  kRejected = 3,  // Certainly nobody was called: the same request may be claimed again.
  kUnknown = 4,   // The calls may have been placed. Never claimed again, never expires.
};

// True of an entry that is settled for good, and so may expire.
inline bool IsFinal(State state) {
  return state == State::kCreated || state == State::kRejected;
}

// Why a request was rejected or is unknown.
struct Cause {
  absl::StatusCode code = absl::StatusCode::kOk;
  domain::Reason reason = domain::Reason::kInternal;
  int http_status = 0;  // 0: none was received.
  bool operator==(const Cause&) const = default;
};

// What was created.
struct Receipt {
  std::string run_id;
  std::string status;                       // Of all tasks, in the upstream's words; may be empty.
  std::vector<std::string> task_ids;        // In document order.
  std::vector<std::string> task_statuses;   // Beside task_ids, or empty.
  std::vector<uint32_t> missing_documents;  // Indexes of documents without a task, ascending.
  bool read_back = false;                   // Found in the upstream's lists, not told by its answer.
  bool operator==(const Receipt&) const = default;
};

struct Entry {
  Key key;
  State state = State::kClaimed;
  domain::Fingerprint fingerprint{};
  std::string claim_id;    // Of the claim that was sent under: also the mark in its documents.
  std::string owner;       // The process that has claimed it, or that reads it back.
  uint32_t documents = 0;  // Those that were sent.
  // Where in the caller's request those stood that were left out, ascending.
  std::vector<uint32_t> skipped;
  absl::Time claimed_at;
  absl::Time changed_at;  // When it got into this state.
  Cause cause;            // With kRejected and kUnknown.
  Receipt receipt;        // With kCreated.
  std::string note;       // Of the operator who settled it by hand.
};

}  // namespace unpod::ledger

#endif  // UNPOD_SERVER_LEDGER_ENTRY_H_
