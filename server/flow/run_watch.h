// Runs that are watched: each is asked for once, however many watch it, often while it changes and less often
// while it does not. Nothing is kept for a watcher but which tasks have changed since it last took something.
#ifndef UNPOD_SERVER_FLOW_RUN_WATCH_H_
#define UNPOD_SERVER_FLOW_RUN_WATCH_H_

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "server/base/event_loop.h"
#include "server/base/monotonic.h"
#include "server/base/sha256.h"
#include "server/domain/outcome.h"
#include "server/domain/read_model.h"
#include "server/flow/caller.h"
#include "server/flow/lane.h"
#include "server/flow/read.h"
#include "server/flow/run_snapshot.h"
#include "server/flow/services.h"
#include "server/policy/admission.h"

namespace unpod::flow {

class RunWatches;
class WatchedRun;

struct RunChange {
  domain::RunProgress progress;
  std::vector<std::shared_ptr<const domain::TaskInfo>> tasks;  // Without their transcripts.
  std::string cursor;
};

// One who watches. Told on a lane's thread; must not block.
class RunWatcher : public std::enable_shared_from_this<RunWatcher> {
 public:
  virtual ~RunWatcher() = default;

  // Any thread: ready for one more change; none comes before. Once for each.
  void Next();
  // Any thread: the watcher is gone. OnEnd comes, if it has not.
  void Leave();

 protected:
  virtual void OnChange(RunChange change) = 0;
  // Once, last. Nothing: all tasks have ended.
  virtual void OnEnd(const std::optional<domain::Failure>& failure) = 0;

 private:
  friend class RunWatches;
  friend class TaskReader;
  friend class WatchedRun;

  // Constant once it watches.
  Lane* lane_ = nullptr;
  std::string cursor_;

  // The lane's thread only, once it watches.
  policy::Admission::Ticket ticket_;
  std::shared_ptr<WatchedRun> run_;  // Until OnEnd.
  bool is_ready_ = false;
  bool has_state_ = false;         // Something was told.
  std::set<std::string> changed_;  // Since then, by task id.
};

// Which run, on whose behalf: watchers with the same share one.
struct WatchKey {
  std::string org_handle;
  base::Sha256Digest token;  // Of the watcher's own token: a token itself is nobody's key.
  std::string space_token;
  std::string run_id;
  bool operator<(const WatchKey& other) const {
    return std::tie(org_handle, token, space_token, run_id) <
           std::tie(other.org_handle, other.token, other.space_token, other.run_id);
  }
};

// One run. The lane's thread only.
class WatchedRun final : private InFlight, public std::enable_shared_from_this<WatchedRun> {
 public:
  // Lets go of all who watch, without a word.
  void Forget();
  // Of `caller` the deadline does not count: each look has its own.
  WatchedRun(const Services& services, RunWatches& owner, Lane& lane, WatchKey key, Caller caller);

  void Add(const std::shared_ptr<RunWatcher>& watcher);
  void Remove(const std::shared_ptr<RunWatcher>& watcher, const std::optional<domain::Failure>& why);
  void OnStopping(Stopping stage) override;
  // Tells a watcher that is ready what has changed for it, if anything has.
  void Serve(RunWatcher& watcher);
  const WatchKey& key() const { return key_; }

 private:
  void Look();
  void LookLater(base::Duration delay);
  void OnTasks(RunTasks tasks);
  void OnFailure(const domain::Failure& failure);
  void EndAll(const std::optional<domain::Failure>& why);

  const Services& services_;
  RunWatches& owner_;
  Lane& lane_;
  const WatchKey key_;
  const Caller caller_;
  std::set<std::shared_ptr<RunWatcher>> watchers_;
  RunTasks tasks_;
  bool has_tasks_ = false;  // They were read once.
  int empty_looks_ = 0;
  base::Duration interval_;
  std::shared_ptr<Read> look_;  // Under way.
  std::optional<base::EventLoop::TimerId> timer_;
};

// Those of one lane; its thread only.
class RunWatches {
 public:
  RunWatches(const Services& services, Lane& lane) : services_(services), lane_(lane) {}
  // The lane has stopped. Who still watches is told nothing.
  ~RunWatches();

  // Hands the watcher to its lane. Any thread.
  void Watch(const std::shared_ptr<RunWatcher>& watcher, const Caller& caller, const std::string& space_token,
             const std::string& run_id, std::string cursor);

 private:
  friend class WatchedRun;

  const Services& services_;
  Lane& lane_;
  std::map<WatchKey, std::shared_ptr<WatchedRun>> runs_;
};

}  // namespace unpod::flow

#endif  // UNPOD_SERVER_FLOW_RUN_WATCH_H_
