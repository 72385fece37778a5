// Which of the callers' own Unpod tokens may be told of which request. One for each lane; that lane's thread
// only.
#ifndef UNPOD_SERVER_FLOW_KNOWN_TOKENS_H_
#define UNPOD_SERVER_FLOW_KNOWN_TOKENS_H_

#include <cstddef>
#include <deque>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "server/base/secret.h"
#include "server/ledger/entry.h"

namespace unpod::flow {

// A token is known for a request when it has placed it, or has read its space since. Nothing of a token is
// kept but a hash that differs from process to process. The oldest are forgotten: they are asked for again.
class KnownTokens {
 public:
  explicit KnownTokens(size_t capacity = 100'000) : capacity_(capacity) {}

  void Add(const ledger::Digest& request, const base::Secret& token);
  bool Has(const ledger::Digest& request, const base::Secret& token) const;

 private:
  using Pair = std::pair<ledger::Digest, size_t>;
  static Pair PairOf(const ledger::Digest& request, const base::Secret& token);

  const size_t capacity_;
  absl::flat_hash_set<Pair> known_;
  std::deque<Pair> by_age_;
};

}  // namespace unpod::flow

#endif  // UNPOD_SERVER_FLOW_KNOWN_TOKENS_H_
