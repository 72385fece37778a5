#include "server/flow/known_tokens.h"

#include <string>

#include "absl/hash/hash.h"

namespace unpod::flow {

KnownTokens::Pair KnownTokens::PairOf(const ledger::Digest& request, const base::Secret& token) {
  return {request, absl::Hash<std::string>()(token.Reveal())};
}

void KnownTokens::Add(const ledger::Digest& request, const base::Secret& token) {
  const Pair pair = PairOf(request, token);
  if (!known_.insert(pair).second) return;
  by_age_.push_back(pair);
  if (by_age_.size() <= capacity_) return;
  known_.erase(by_age_.front());
  by_age_.pop_front();
}

bool KnownTokens::Has(const ledger::Digest& request, const base::Secret& token) const {
  return known_.contains(PairOf(request, token));
}

}  // namespace unpod::flow
