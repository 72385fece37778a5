#include "server/flow/service_token.h"

#include <algorithm>
#include <utility>

#include "server/base/log.h"

namespace unpod::flow {
namespace {

// A token is often rejected in the moment when a newer one has just been written: for so long after the first
// rejection it is looked for, and so long a look may take.
constexpr base::Duration kNews = std::chrono::seconds(1);
constexpr base::Duration kLookTime = std::chrono::milliseconds(200);

}  // namespace

void ServiceToken::Listen(Listener listener) {
  const base::MutexLock lock(mutex_);
  listener_ = std::move(listener);
  told_.reset();
  Tell();
}

bool ServiceToken::Set(const std::vector<base::Secret>& tokens) {
  const base::MutexLock lock(mutex_);
  std::vector<Known> next;
  bool is_same = tokens.size() == tokens_.size();
  for (const base::Secret& token : tokens) {
    if (token.empty()) continue;
    Known known{token, next.size() + 1};
    if (const auto found = Find(token); found != tokens_.end()) {
      is_same = is_same && found->number == known.number;
      known.state = found->state;
      known.since = found->since;
    } else {
      is_same = false;
    }
    next.push_back(std::move(known));
  }
  if (is_same) return false;
  std::stable_partition(next.begin(), next.end(),
                        [](const Known& known) { return known.state != State::kRejected; });
  tokens_ = std::move(next);
  is_settled_ = false;
  Tell();
  return true;
}

bool ServiceToken::empty() const {
  const base::MutexLock lock(mutex_);
  return tokens_.empty();
}

base::Secret ServiceToken::First() const {
  const base::MutexLock lock(mutex_);
  return tokens_.empty() ? base::Secret() : tokens_.front().token;
}

std::vector<ServiceToken::Known>::iterator ServiceToken::Find(const base::Secret& token) {
  return std::find_if(tokens_.begin(), tokens_.end(),
                      [&](const Known& known) { return known.token == token; });
}

void ServiceToken::Tell() {
  const bool is_usable =
      tokens_.empty() || std::any_of(tokens_.begin(), tokens_.end(),
                                     [](const Known& known) { return known.state != State::kRejected; });
  if (told_ == is_usable || !listener_.on_usable) return;
  told_ = is_usable;
  listener_.on_usable(is_usable);
}

void ServiceToken::Accepted(const base::Secret& token) {
  if (is_settled_.load(std::memory_order_relaxed)) return;
  const base::MutexLock lock(mutex_);
  const auto found = Find(token);
  if (found == tokens_.end()) return;
  if (found->state == State::kRejected) {
    spdlog::info("API token {} of {} is accepted by the upstream again", found->number, tokens_.size());
  }
  found->state = State::kAccepted;
  std::rotate(tokens_.begin(), found, found + 1);
  is_settled_ = true;
  Tell();
}

std::optional<base::Duration> ServiceToken::Rejected(const base::Secret& token) {
  base::MutexLock lock(mutex_);
  const auto found = Find(token);
  const base::MonotonicTime now = base::MonotonicNow();
  bool is_news = false;
  if (found != tokens_.end()) {
    if (found->state != State::kRejected) {
      spdlog::error("API token {} of {} is rejected by the upstream", found->number, tokens_.size());
      found->since = now;
    }
    found->state = State::kRejected;
    is_news = now - found->since < kNews;
    std::rotate(found, found + 1, tokens_.end());
    is_settled_ = false;
    Tell();
  }
  const bool has_other = !tokens_.empty() && !(tokens_.front().token == token);
  const auto look = listener_.look_for_newer;
  lock.Unlock();
  if (look) look();
  if (has_other) return base::Duration::zero();
  return look && is_news ? std::optional(kLookTime) : std::nullopt;
}

}  // namespace unpod::flow
