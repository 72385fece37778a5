// Where a ledger's entries are kept. Used by one thread at a time.
#ifndef UNPOD_SERVER_LEDGER_STORE_H_
#define UNPOD_SERVER_LEDGER_STORE_H_

#include <functional>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "server/base/agreed_clock.h"
#include "server/ledger/operation.h"

namespace unpod::ledger {

struct StoreOptions {
  absl::Duration ttl = absl::Hours(7 * 24);  // Created and rejected entries go this long after their claim.
  // Those under a header's key go after this, and not later than the others.
  absl::Duration header_key_ttl = absl::Hours(1);
  absl::Duration lease = absl::Seconds(15);  // Shared stores: who has not renewed for this long is gone.
  // The upstream that requests are sent to; a durable store is for one only, since what one upstream has
  // answered is no answer of another. Empty: not looked at.
  std::string upstream = {};
  std::string owner;  // This process, among all that use the store: any unique text.
  // SQLite: a copy of the ledger is put to this path, again and again while it serves. Empty: none.
  std::string backup = {};
  absl::Duration backup_interval = absl::Hours(1);
  base::AgreedClock* clock = &base::AgreedClock::OfProcess();  // Not owned. Decides what is old.
};

class Store {
 public:
  virtual ~Store() = default;

  // Connects, makes or migrates the schema, and settles claims of processes that are gone as unknown
  // (domain::Reason::kInterrupted), as Maintain does. Also called to get back after a failure; claims of this
  // process stay claimed. FAILED_PRECONDITION: trying again will not help (in use by another process, made by
  // a newer version, of another upstream, corrupt); UNAVAILABLE: it may.
  virtual absl::Status Open() = 0;

  // Does all of `batch`, in its order, as one transaction: when this returns OK, each operation holds its
  // answer and every change is durable. Otherwise nothing is known, the answers mean nothing, and Open comes
  // next.
  virtual absl::Status Execute(absl::Span<Operation* const> batch) = 0;

  // About once a second: renews the lease, settles claims of processes that are gone as unknown, becomes the
  // owner of unknown entries of such, and removes some expired entries. Bounded work.
  virtual absl::Status Maintain() = 0;

  // For the log: "sqlite:/var/lib/…", without any password.
  virtual std::string name() const = 0;
};

// Why a ledger of `theirs` is none for requests to `ours`.
inline absl::Status OfAnotherUpstream(absl::string_view theirs, absl::string_view ours) {
  return absl::FailedPreconditionError(absl::StrCat(
      "it holds requests to ", theirs, ", and these go to ", ours,
      ": give them a ledger of their own, or say with --ledger_upstream that they are the same"));
}

}  // namespace unpod::ledger

#endif  // UNPOD_SERVER_LEDGER_STORE_H_
