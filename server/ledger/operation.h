// What is asked of a ledger. Each operation is embedded in who asks, holds the question and then the answer,
// and lives until its OnDone has run.
#ifndef UNPOD_SERVER_LEDGER_OPERATION_H_
#define UNPOD_SERVER_LEDGER_OPERATION_H_

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "server/domain/request_name.h"
#include "server/ledger/entry.h"

namespace unpod::ledger {

class Operation {
 public:
  enum class Kind { kClaim, kSettle, kFind, kResolve, kList, kCount };

  virtual ~Operation() = default;

  // Once, when `status` and the answer stand: on the ledger's thread, or inside Submit when the ledger cannot
  // be written. Must not block. May free this.
  virtual void OnDone() {}

  Kind kind() const { return kind_; }

  // OK: done, and durable where it changed something. UNAVAILABLE: not known to be done; `attempted` tells
  // whether it may have been.
  absl::Status status;
  bool attempted = false;

  // Asked: nobody waits for this one. It may take a moment longer, so as to go into a transaction with
  // others.
  bool can_wait = false;

 protected:
  explicit Operation(Kind kind) : kind_(kind) {}

 private:
  friend class Ledger;
  const Kind kind_;
  Operation* next_ = nullptr;
};

// Claims a request before it is sent. Where the ledger has no entry under the key, an expired one, or a
// rejected one with the same fingerprint, `entry` becomes the ledger's, with state kClaimed; claimed_at,
// changed_at and owner are filled in by the ledger.
class Claim : public Operation {
 public:
  Claim() : Operation(Kind::kClaim) {}
  Digest digest{};
  Entry entry;  // Asked: key, fingerprint, claim_id, documents, skipped. Answered: what the ledger holds now.
  bool claimed = false;
};

// Writes down how a claimed or unknown request ended. Does nothing where the entry is not (any more) one of
// `claim_id`, or is settled as created or rejected already.
class Settle : public Operation {
 public:
  Settle() : Operation(Kind::kSettle) {}
  Digest digest{};
  std::string claim_id;
  State state = State::kUnknown;  // Never kClaimed.
  Cause cause;
  Receipt receipt;
  bool applied = false;
};

// The entry under a key.
class Find : public Operation {
 public:
  Find() : Operation(Kind::kFind) {}
  Digest digest{};
  std::optional<Entry> found;
};

// Settles an unknown request by hand. Only an unknown one is changed.
class Resolve : public Operation {
 public:
  enum class Resolution {
    kNotExecuted,  // It becomes rejected: the same request may be sent again.
    kForget,       // The entry is removed.
    kCreated,      // It becomes created, with `receipt`.
  };
  Resolve() : Operation(Kind::kResolve) {}
  Digest digest{};
  Resolution resolution = Resolution::kNotExecuted;
  std::string note;            // Why. Kept with the entry.
  std::string claim_id = {};   // With kCreated: only an entry of this claim is changed.
  Receipt receipt = {};        // With kCreated.
  std::optional<Entry> found;  // As it was before; absent when there is none.
  bool resolved = false;
};

// Entries, newest claim first.
class List : public Operation {
 public:
  List() : Operation(Kind::kList) {}
  std::optional<State> state;         // Only these; absent: all.
  bool mine = false;                  // Only those whose owner this process is.
  std::optional<std::string> tenant;  // Only this organization's; absent: all.
  std::string space_token;            // Only of this space; empty: all.
  std::string request_id;             // Only this one, and the batches of the list of this name; empty: all.
  int64_t before = 0;                 // Only entries older than this position; 0: from the newest.
  size_t limit = 100;                 // 1 to 1000.
  std::vector<Entry> entries;
  int64_t next_before = 0;  // Position for the next page; 0: there is none.
};

// Whether an entry is one of those that a list asks for, but for its age.
inline bool IsWanted(const List& list, const Entry& entry) {
  if (list.state.has_value() && entry.state != *list.state) return false;
  if (list.tenant.has_value() && entry.key.tenant != *list.tenant) return false;
  if (!list.space_token.empty() && entry.key.space_token != list.space_token) return false;
  return list.request_id.empty() || entry.key.request_id == list.request_id ||
         absl::StartsWith(entry.key.request_id,
                          absl::StrCat(list.request_id, absl::string_view(&domain::kBatchMark, 1)));
}

// How many entries there are.
class Count : public Operation {
 public:
  Count() : Operation(Kind::kCount) {}
  std::array<int64_t, 5> entries{};          // By static_cast<int>(State).
  std::optional<absl::Time> oldest_unknown;  // Its claimed_at.
};

// Calls `visitor` with the operation as what it is.
template <typename Visitor>
decltype(auto) Visit(Operation& operation, Visitor&& visitor) {
  switch (operation.kind()) {
    case Operation::Kind::kClaim:
      return visitor(static_cast<Claim&>(operation));
    case Operation::Kind::kSettle:
      return visitor(static_cast<Settle&>(operation));
    case Operation::Kind::kFind:
      return visitor(static_cast<Find&>(operation));
    case Operation::Kind::kResolve:
      return visitor(static_cast<Resolve&>(operation));
    case Operation::Kind::kList:
      return visitor(static_cast<List&>(operation));
    case Operation::Kind::kCount:
      break;
  }
  return visitor(static_cast<Count&>(operation));
}

}  // namespace unpod::ledger

#endif  // UNPOD_SERVER_LEDGER_OPERATION_H_
