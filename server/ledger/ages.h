// What time it is for one transaction, or for one round of maintenance, and what is expired by then. The
// clock is read once for all in it. One thread at a time.
#ifndef UNPOD_SERVER_LEDGER_AGES_H_
#define UNPOD_SERVER_LEDGER_AGES_H_

#include <algorithm>

#include "absl/time/time.h"
#include "server/ledger/entry.h"
#include "server/ledger/store.h"

namespace unpod::ledger {

class Ages {
 public:
  // `options` must outlive it.
  explicit Ages(const StoreOptions& options) : options_(options) { ReadClock(); }

  void ReadClock() {
    now_ = options_.clock->Now();
    now_for_ages_ = options_.clock->NowForAges(options_.ttl);
  }

  // For stamps.
  absl::Time now() const { return now_; }

  // For what is decided elsewhere: the infinite past while nothing can be old.
  absl::Time now_for_ages() const { return now_for_ages_; }

  // A settled entry that was claimed before this is expired.
  absl::Time oldest() const { return now_for_ages_ - options_.ttl; }
  // The same for header keys. Not before oldest().
  absl::Time oldest_header_key() const { return now_for_ages_ - HeaderKeyTtl(options_); }

  bool IsExpired(const Entry& entry) const {
    if (!IsFinal(entry.state)) return false;
    return entry.claimed_at < (IsHeaderKey(entry.key) ? oldest_header_key() : oldest());
  }

  static absl::Duration HeaderKeyTtl(const StoreOptions& options) {
    return std::min(options.ttl, options.header_key_ttl);
  }

 private:
  const StoreOptions& options_;
  absl::Time now_;
  absl::Time now_for_ages_;
};

}  // namespace unpod::ledger

#endif  // UNPOD_SERVER_LEDGER_AGES_H_
