#include "server/ledger/memory_store.h"

#include <utility>

namespace unpod::ledger {
namespace {

// In one Maintain, so that it does not hold up calls.
constexpr int kMaxLookedAt = 10'000;

}  // namespace

absl::Status MemoryStore::Execute(absl::Span<Operation* const> batch) {
  ages_.ReadClock();
  for (Operation* operation : batch) {
    Visit(*operation, [this](auto& what) { Run(what); });
  }
  return absl::OkStatus();
}

absl::Status MemoryStore::Maintain() {
  ages_.ReadClock();
  RemoveExpired(0, ages_.oldest());
  header_keys_passed_ = RemoveExpired(header_keys_passed_, ages_.oldest_header_key());
  return absl::OkStatus();
}

int64_t MemoryStore::RemoveExpired(int64_t position, absl::Time oldest) {
  int looked_at = 0;
  for (auto at = entries_.upper_bound(position); at != entries_.end() && ++looked_at <= kMaxLookedAt;) {
    if (at->second.claimed_at >= oldest) break;  // The rest is younger.
    position = at->first;
    if (ages_.IsExpired(at->second)) {
      positions_.erase(DigestOf(at->second.key));
      at = entries_.erase(at);
    } else {
      ++at;
    }
  }
  return position;
}

Entry* MemoryStore::Lookup(const Digest& digest) {
  const auto position = positions_.find(digest);
  return position == positions_.end() ? nullptr : &entries_.at(position->second);
}

void MemoryStore::Run(Claim& claim) {
  if (const Entry* held = Lookup(claim.digest); held != nullptr) {
    const bool free_again = held->state == State::kRejected && held->fingerprint == claim.entry.fingerprint;
    if (!free_again && !ages_.IsExpired(*held)) {
      claim.entry = *held;
      return;
    }
    entries_.erase(positions_.at(claim.digest));
  }
  claim.claimed = true;
  claim.entry.state = State::kClaimed;
  claim.entry.owner = options_.owner;
  claim.entry.claimed_at = claim.entry.changed_at = ages_.now();
  positions_[claim.digest] = next_position_;
  entries_.emplace(next_position_++, claim.entry);
}

void MemoryStore::Run(Settle& settle) {
  Entry* const held = Lookup(settle.digest);
  if (held == nullptr || held->claim_id != settle.claim_id || IsFinal(held->state)) return;
  held->state = settle.state;
  held->changed_at = ages_.now();
  held->cause = settle.cause;
  held->receipt = settle.receipt;
  settle.applied = true;
}

void MemoryStore::Run(Find& find) {
  if (const Entry* held = Lookup(find.digest); held != nullptr && !ages_.IsExpired(*held)) find.found = *held;
}

void MemoryStore::Run(Resolve& resolve) {
  Entry* const held = Lookup(resolve.digest);
  if (held == nullptr || ages_.IsExpired(*held)) return;
  resolve.found = *held;
  if (held->state != State::kUnknown) return;
  const bool is_created = resolve.resolution == Resolve::Resolution::kCreated;
  if (is_created && held->claim_id != resolve.claim_id) return;
  resolve.resolved = true;
  if (resolve.resolution == Resolve::Resolution::kForget) {
    entries_.erase(positions_.at(resolve.digest));
    positions_.erase(resolve.digest);
    return;
  }
  held->state = is_created ? State::kCreated : State::kRejected;
  held->changed_at = ages_.now();
  held->note = resolve.note;
  if (!is_created) return;
  held->cause = {};
  held->receipt = resolve.receipt;
}

void MemoryStore::Run(List& list) {
  auto at = list.before == 0 ? entries_.end() : entries_.lower_bound(list.before);
  while (at != entries_.begin()) {
    --at;
    const Entry& entry = at->second;
    if (ages_.IsExpired(entry) || !IsWanted(list, entry)) continue;
    if (list.mine && entry.owner != options_.owner) continue;
    if (list.entries.size() == list.limit) return;
    list.entries.push_back(entry);
    list.next_before = at->first;
  }
  list.next_before = 0;
}

void MemoryStore::Run(Count& count) {
  for (const auto& [position, entry] : entries_) {
    if (ages_.IsExpired(entry)) continue;
    ++count.entries[static_cast<size_t>(entry.state)];
    if (entry.state == State::kUnknown && !count.oldest_unknown.has_value()) {
      count.oldest_unknown = entry.claimed_at;
    }
  }
}

}  // namespace unpod::ledger
