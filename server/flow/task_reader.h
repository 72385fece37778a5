// Reads from the upstream: what rpc calls. Each read is tried again inside its deadline. Thread-safe.
#ifndef UNPOD_SERVER_FLOW_TASK_READER_H_
#define UNPOD_SERVER_FLOW_TASK_READER_H_

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "server/domain/outcome.h"
#include "server/domain/read_model.h"
#include "server/flow/caller.h"
#include "server/flow/lane.h"
#include "server/flow/read.h"
#include "server/flow/run_watch.h"
#include "server/flow/services.h"
#include "server/policy/admission.h"

namespace unpod::flow {

class TaskReader {
 public:
  struct Page {
    int number = 1;  // From 1.
    int size = 50;   // From 1.
  };

  TaskReader(const Services& services, const std::vector<std::unique_ptr<Lane>>& lanes);

  // For each of these: `done` runs on a lane's thread or, when nothing is read, before it returns; then it
  // returns null, else what Leave takes.

  std::shared_ptr<Read> ListRuns(const Caller& caller, const std::string& space_token, Page page,
                                 ReadDone<domain::Listing<domain::RunInfo>> done);
  std::shared_ptr<Read> ListRunTasks(const Caller& caller, const std::string& space_token,
                                     const std::string& run_id, Page page,
                                     ReadDone<domain::Listing<domain::TaskInfo>> done);
  std::shared_ptr<Read> ListSpaceTasks(const Caller& caller, const std::string& space_token, Page page,
                                       ReadDone<domain::Listing<domain::TaskInfo>> done);
  std::shared_ptr<Read> ListAgentTasks(const Caller& caller, const std::string& agent_handle, Page page,
                                       ReadDone<domain::Listing<domain::TaskInfo>> done);
  // These two lists come whole.
  std::shared_ptr<Read> ListAgents(const Caller& caller, ReadDone<domain::Listing<domain::AgentInfo>> done);
  std::shared_ptr<Read> ListSpaces(const Caller& caller, ReadDone<domain::Listing<domain::SpaceInfo>> done);
  // A listing of one.
  std::shared_ptr<Read> GetSpace(const Caller& caller, const std::string& space_token,
                                 ReadDone<domain::Listing<domain::SpaceInfo>> done);
  // `run_id` may be empty: then the list of the whole space is searched.
  std::shared_ptr<Read> FindTask(const Caller& caller, const std::string& space_token,
                                 const std::string& task_id, const std::string& run_id,
                                 ReadDone<domain::TaskInfo> done);
  std::shared_ptr<Read> GetRun(const Caller& caller, const std::string& space_token,
                               const std::string& run_id, ReadDone<domain::RunInfo> done);

  // Tells `watcher` of a run from now on, each time it is ready. A failure: it is told nothing.
  std::optional<domain::Failure> Watch(const Caller& caller, const std::string& space_token,
                                       const std::string& run_id, const std::string& cursor,
                                       const std::shared_ptr<RunWatcher>& watcher);

  // The caller is gone.
  static void Leave(const std::shared_ptr<Read>& read) { read->Leave(); }

  size_t in_flight() const { return admission_.in_flight(); }

 private:
  std::variant<ReadCaller, domain::Failure> Admit(const Caller& caller);
  Lane& NextLane();
  template <typename Reading, typename Done, typename... Arguments>
  std::shared_ptr<Read> Begin(const Caller& caller, Done done, Arguments... arguments);

  // Constant after construction.
  const Services& services_;
  const std::vector<std::unique_ptr<Lane>>& lanes_;

  // Synchronised by themselves.
  policy::Admission admission_;
  policy::Admission watchers_;
  std::atomic<size_t> next_lane_{0};

  // Constant after construction; each belongs to the thread of the lane beside it. They go before the
  // admission whose tickets they hold.
  std::vector<std::unique_ptr<RunWatches>> watches_;
};

}  // namespace unpod::flow

#endif  // UNPOD_SERVER_FLOW_TASK_READER_H_
