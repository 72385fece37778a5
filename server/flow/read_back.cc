#include "server/flow/read_back.h"

#include <utility>

#include "absl/time/clock.h"
#include "server/flow/lane.h"
#include "server/flow/ledger_outcome.h"
#include "server/flow/search.h"

namespace unpod::flow {

ReadBacks::ReadBacks(const Services& services, Lane& lane)
    : services_(services),
      lane_(lane),
      seen_(services.options.read_back.settle_time, services.options.read_back.max_delay,
            services.options.read_back.max_searches) {
  lane_.AssertInLoop();
}

ReadBacks::~ReadBacks() {
  lane_.AssertInLoop();
}

Search* ReadBacks::FindOrMake(const ledger::Entry& entry, const base::Secret& token) {
  const ledger::Digest digest = ledger::DigestOf(entry.key);
  if (const auto found = searches_.find(digest); found != searches_.end()) return found->second.get();
  const bool has_token = !token.empty() || !services_.options.service_token->empty();
  if (searches_.size() >= services_.options.read_back.max_searches) return nullptr;  // Taken up later.
  if (!has_token || services_.options.read_back.mark_name.empty()) return nullptr;
  auto search = std::make_shared<Search>(services_, lane_, *this, entry, token);
  return searches_.emplace(digest, std::move(search)).first->second.get();
}

void ReadBacks::Add(const ledger::Entry& entry, const base::Secret& token) {
  lane_.AssertInLoop();
  if (Search* const search = FindOrMake(entry, token)) search->KeepLooking();
}

bool ReadBacks::IsWindowOver(const ledger::Entry& entry) const {
  const absl::Duration window = absl::FromChrono(services_.options.read_back.window);
  return services_.options.read_back.clock->NowForAges(window) - entry.changed_at >= window;
}

void ReadBacks::Ask(const ledger::Entry& entry, const base::Secret& token, Done done) {
  lane_.AssertInLoop();
  auto seen = seen_.Find(entry, base::MonotonicNow());
  // The look at the end of the window concludes: it is not put off.
  if (seen.has_value() && !seen->is_last && IsWindowOver(entry)) seen.reset();
  if (!seen.has_value()) {
    if (Search* const search = FindOrMake(entry, token))
      return search->Ask(entry.changed_at, std::move(done));
    seen = SeenLook{Looked::kNever};
  }
  lane_.loop().PostTask([entry, seen = *seen, done = std::move(done)]() mutable {
    done(StillUnknown(entry, seen.looked, seen.found));
  });
}

void ReadBacks::Remember(const ledger::Entry& entry, const SeenLook& look) {
  seen_.Add(entry, look, base::MonotonicNow());
}

void ReadBacks::Drop(const ledger::Digest& digest) {
  const auto found = searches_.find(digest);
  if (found == searches_.end()) return;
  const std::shared_ptr<Search> search = std::move(found->second);
  searches_.erase(found);
  search->Drop();
}

void ReadBacks::Want(Search& search) {
  lane_.AssertInLoop();
  // While the ledger settles it, its end is near; and there is one such operation for all looks.
  if (search.wanted_ || search.is_settling()) return;
  search.wanted_ = true;
  if (looking_ >= services_.options.read_back.concurrent) return waiting_.push_back(search.weak_from_this());
  ++looking_;
  search.Look();
}

void ReadBacks::OnLookOver() {
  lane_.AssertInLoop();
  --looking_;
  while (!waiting_.empty()) {
    const std::shared_ptr<Search> next = waiting_.front().lock();
    waiting_.pop_front();
    if (next == nullptr) continue;
    ++looking_;
    return next->Look();
  }
}

void ReadBacks::Remove(const ledger::Digest& digest) {
  lane_.AssertInLoop();
  searches_.erase(digest);
}

}  // namespace unpod::flow
