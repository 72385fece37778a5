// What looks have shown that have seen all there was and not found all they looked for. While that is fresh
// it answers whoever asks next: a list of thousands of tasks is not read again for each repeat of a request.
// Each further look of that kind makes it last twice as long. One lane's thread.
#ifndef UNPOD_SERVER_FLOW_SEEN_LOOKS_H_
#define UNPOD_SERVER_FLOW_SEEN_LOOKS_H_

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "server/base/monotonic.h"
#include "server/flow/ledger_outcome.h"
#include "server/ledger/entry.h"

namespace unpod::flow {

struct SeenLook {
  Looked looked = Looked::kNotFound;
  size_t found = 0;      // So many of the request's tasks.
  bool is_last = false;  // The look began when the window was over: nothing was to be expected after it.
};

class SeenLooks {
 public:
  // Fresh for `first` after the first look, and for `longest` at most. At most `most` are kept.
  SeenLooks(base::Duration first, base::Duration longest, size_t most)
      : first_(first), longest_(longest), most_(most) {}

  void Add(const ledger::Entry& entry, const SeenLook& look, base::MonotonicTime now) {
    const ledger::Digest digest = ledger::DigestOf(entry.key);
    const auto before = kept_.find(digest);
    // Another claim of that name is another request.
    const bool again = before != kept_.end() && before->second.claim_id == entry.claim_id;
    const base::Duration pause = again ? std::min(2 * before->second.pause, longest_) : first_;
    if (!again) MakeRoom(now);
    kept_[digest] = {entry.claim_id, look, now + pause, pause};
  }

  // Absent when there is none that is fresh.
  std::optional<SeenLook> Find(const ledger::Entry& entry, base::MonotonicTime now) const {
    const auto found = kept_.find(ledger::DigestOf(entry.key));
    if (found == kept_.end() || found->second.claim_id != entry.claim_id) return std::nullopt;
    if (now >= found->second.until) return std::nullopt;
    return found->second.look;
  }

  void Remove(const ledger::Digest& digest) { kept_.erase(digest); }
  size_t size() const { return kept_.size(); }

 private:
  struct Kept {
    std::string claim_id;
    SeenLook look;
    base::MonotonicTime until;
    base::Duration pause;
  };

  // Those that were fresh the longest time ago go first; without any, one that is in the way.
  void MakeRoom(base::MonotonicTime now) {
    if (kept_.size() < most_) return;
    absl::erase_if(kept_, [&](const auto& each) { return each.second.until + longest_ < now; });
    if (kept_.size() >= most_) kept_.erase(kept_.begin());
  }

  const base::Duration first_;
  const base::Duration longest_;
  const size_t most_;
  absl::flat_hash_map<ledger::Digest, Kept, ledger::DigestHash> kept_;
};

}  // namespace unpod::flow

#endif  // UNPOD_SERVER_FLOW_SEEN_LOOKS_H_
