#include "server/flow/unknowns.h"

#include <utility>

#include "server/flow/read_back.h"

namespace unpod::flow {
namespace {

constexpr base::Duration kEvery = std::chrono::seconds(3);
constexpr size_t kPage = 500;

}  // namespace

Unknowns::Unknowns(ledger::Ledger& ledger, const std::vector<std::unique_ptr<Lane>>& lanes)
    : ledger_(ledger), lanes_(lanes), first_(*lanes.front()) {
  list_.Bind(first_.loop(), *this);
  AskFor(0);
}

void Unknowns::AskFor(int64_t before) {
  list_.state = ledger::State::kUnknown;
  list_.mine = true;
  list_.before = before;
  list_.limit = kPage;
  list_.entries.clear();
  list_.next_before = 0;
  ledger_.Submit(list_);
}

void Unknowns::Run() {
  first_.AssertInLoop();
  if (first_.is_over()) return;
  if (list_.status.ok()) {
    for (ledger::Entry& entry : list_.entries) {
      // Long looked for; from now on only when somebody asks.
      if (entry.cause.reason == domain::Reason::kNotFoundYet) continue;
      Lane& lane = *lanes_[ledger::DigestHash()(ledger::DigestOf(entry.key)) % lanes_.size()];
      lane.loop().PostTask([&lane, entry = std::move(entry)] {
        if (!lane.is_over()) lane.read_backs().Add(entry, base::Secret());
      });
    }
    if (list_.next_before != 0) return AskFor(list_.next_before);
  }
  first_.loop().RunAt(base::MonotonicNow() + kEvery, [this] { AskFor(0); });
}

}  // namespace unpod::flow
