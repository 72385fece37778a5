// The search for one unknown request. Internal to flow: ReadBacks makes them. The lane's thread only.
#ifndef UNPOD_SERVER_FLOW_SEARCH_H_
#define UNPOD_SERVER_FLOW_SEARCH_H_

#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "server/base/event_loop.h"
#include "server/base/monotonic.h"
#include "server/base/secret.h"
#include "server/flow/claim_steps.h"
#include "server/flow/lane.h"
#include "server/flow/ledger_outcome.h"
#include "server/flow/page_seek.h"
#include "server/flow/page_walk.h"
#include "server/flow/read_back.h"
#include "server/flow/services.h"
#include "server/http/transport.h"
#include "server/ledger/entry.h"
#include "server/unpod/task_page.h"

namespace unpod::flow {

// One look goes through the pages, newest first, until all documents are found or the tasks are older than
// the claim. Where many tasks are newer, it first seeks those of the attempt itself, which is where the
// documents are if they are anywhere, and then goes further around it. That it is nowhere is said only after
// all was read that could be the attempt's.
class Search final : private base::Runnable, public std::enable_shared_from_this<Search> {
 public:
  Search(const Services& services, Lane& lane, ReadBacks& owner, ledger::Entry entry, base::Secret token);

  // Goes on looking until it is settled or the window is over. Without it, one look on request is all.
  void KeepLooking();
  // `unknown_since` as the ledger has it; this process may have taken a moment to learn it.
  void Ask(absl::Time unknown_since, ReadBacks::Done done);
  // Its turn has come.
  void Look();
  // It is settled by other means: the look under way is the last one, and finds nothing.
  void Drop();

 private:
  friend class ReadBacks;

  void Run() override;  // The ledger has settled it.

  void ScheduleLook();
  // Reads what was made around the attempt, as far as `scope_` says.
  void Seek();
  void Walk(int first_page);
  // What the answer to one page leads to.
  void GoOnSeeking(const unpod::TaskPage& page);
  void GoOnWalking(const unpod::TaskPage& page);
  // Looks further around the attempt. False when there is no further.
  bool Widen();
  absl::Time From() const;
  absl::Time Until() const;
  int MaxPages() const;
  void FetchPage();
  void OnPage(const http::Result& result);
  // Whether the service's token was taken, where the page was asked for with that. True: another one is
  // tried.
  bool LearnOfToken(const http::Result& result);
  // Goes on past a page that cannot be read.
  void OnBadPage();
  bool IsLastPage(const unpod::TaskPage& page) const;
  // How a look ended.
  enum class Ended {
    kComplete,  // All pages that matter were read.
    kHoles,     // To their end, but past what the upstream cannot list.
    kCutShort,  // Not to their end.
  };
  void OnLookOver(Ended ended);
  void Settle(ledger::State state);
  ledger::Receipt MakeReceipt() const;
  void Tell(const domain::Outcome& outcome);
  void GoOn(Looked looked);
  int PageSize() const;
  bool is_settling() const { return self_ != nullptr; }

  const Services& services_;
  Lane& lane_;
  ReadBacks& owner_;
  ledger::Entry entry_;
  const base::Secret token_;
  OnLoop<ledger::Settle> settle_;

  bool is_dropped_ = false;
  bool keeps_looking_ = false;
  bool wanted_ = false;  // A look is under way, or waits its turn.
  base::Duration delay_;
  std::optional<base::EventLoop::TimerId> timer_;
  std::vector<ReadBacks::Done> waiting_;

  // Of the look under way.
  http::Request request_;
  base::Secret service_token_;  // In request_; empty where the caller's own is.
  bool has_changed_token_ = false;
  enum class Scope { kAttempt, kNear, kAll };
  Scope scope_ = Scope::kAttempt;
  std::optional<PageSeek> seek_;  // Before walk_.
  std::optional<PageWalk> walk_;
  std::map<size_t, unpod::MarkedTask> found_;  // By document.
  bool is_last_ = false;                       // It began when the window was over.
  // The largest page that the upstream makes, where it makes smaller ones than it is asked for.
  std::optional<int> page_limit_;
  // Looks that were over their limit of pages have read all of kAll that is newer.
  std::optional<absl::Time> read_down_to_;

  std::shared_ptr<Search> self_;  // While the ledger settles it.
};

}  // namespace unpod::flow

#endif  // UNPOD_SERVER_FLOW_SEARCH_H_
