// Finds out how unknown requests ended, by looking for their marks in the upstream's list of tasks: on a
// schedule until they are found or the window is over, and at once when somebody asks. Settles what it finds.
// Never sends a request again. One for each lane; that lane's thread only.
#ifndef UNPOD_SERVER_FLOW_READ_BACK_H_
#define UNPOD_SERVER_FLOW_READ_BACK_H_

#include <deque>
#include <memory>

#include "absl/container/flat_hash_map.h"
#include "absl/functional/any_invocable.h"
#include "server/base/secret.h"
#include "server/domain/outcome.h"
#include "server/flow/seen_looks.h"
#include "server/flow/services.h"
#include "server/ledger/entry.h"

namespace unpod::flow {

class Lane;
class Search;

class ReadBacks {
 public:
  using Done = absl::AnyInvocable<void(const domain::Outcome&)>;

  ReadBacks(const Services& services, Lane& lane);
  ~ReadBacks();

  // `entry` is unknown and this process's: looked for until it is settled. Does nothing when it is looked for
  // already, or when there is no way to look. `token` may be empty: then the service's own is used.
  void Add(const ledger::Entry& entry, const base::Secret& token);
  // Looks at once, or with the look under way; `done` gets what is known after it. Where a look has just seen
  // all there was, it gets that. Never inside Ask.
  void Ask(const ledger::Entry& entry, const base::Secret& token, Done done);
  // The request of this digest is settled by other means: it is looked for no longer. Whoever waits for the
  // look is told that it is unknown.
  void Drop(const ledger::Digest& digest);

 private:
  friend class Search;

  Search* FindOrMake(const ledger::Entry& entry, const base::Secret& token);
  bool IsWindowOver(const ledger::Entry& entry) const;
  // A look has seen all there was.
  void Remember(const ledger::Entry& entry, const SeenLook& look);
  void Forget(const ledger::Digest& digest) { seen_.Remove(digest); }
  // At most options.read_back.concurrent look at once; others wait their turn.
  void Want(Search& search);
  void OnLookOver();
  void Remove(const ledger::Digest& digest);

  const Services& services_;
  Lane& lane_;
  absl::flat_hash_map<ledger::Digest, std::shared_ptr<Search>, ledger::DigestHash> searches_;
  SeenLooks seen_;
  std::deque<std::weak_ptr<Search>> waiting_;
  size_t looking_ = 0;
};

}  // namespace unpod::flow

#endif  // UNPOD_SERVER_FLOW_READ_BACK_H_
