#include "server/flow/task_reader.h"

#include <functional>
#include <utility>

#include "server/flow/failures.h"
#include "server/flow/reads.h"
#include "server/unpod/read_objects.h"
#include "server/unpod/read_request.h"

namespace unpod::flow {

using Kind = unpod::ReadTarget::Kind;

TaskReader::TaskReader(const Services& services, const std::vector<std::unique_ptr<Lane>>& lanes)
    : services_(services),
      lanes_(lanes),
      admission_(services.options.max_reads_in_flight),
      watchers_(services.options.max_watchers) {
  for (const auto& lane : lanes_) watches_.push_back(std::make_unique<RunWatches>(services_, *lane));
}

std::optional<domain::Failure> TaskReader::Watch(const Caller& caller, const std::string& space_token,
                                                 const std::string& run_id, const std::string& cursor,
                                                 const std::shared_ptr<RunWatcher>& watcher) {
  if (HasNoToken(services_.options, caller)) return TokenMissing().failure;
  watcher->ticket_ = watchers_.Admit();
  if (!watcher->ticket_) return Overloaded().failure;
  // All who watch a run are on one lane.
  const size_t lane = std::hash<std::string>()(run_id) % lanes_.size();
  watches_[lane]->Watch(watcher, caller, space_token, run_id, cursor);
  return std::nullopt;
}

Lane& TaskReader::NextLane() {
  return *lanes_[next_lane_.fetch_add(1, std::memory_order_relaxed) % lanes_.size()];
}

std::variant<ReadCaller, domain::Failure> TaskReader::Admit(const Caller& caller) {
  const Options& options = services_.options;
  if (HasNoToken(options, caller)) return TokenMissing().failure;
  if (caller.deadline - base::MonotonicNow() < options.min_time_left) return DeadlineTooShort().failure;
  ReadCaller admitted(caller);
  admitted.ticket = admission_.Admit();
  if (!admitted.ticket) return Overloaded().failure;
  return admitted;
}

template <typename Reading, typename Done, typename... Arguments>
std::shared_ptr<Read> TaskReader::Begin(const Caller& caller, Done done, Arguments... arguments) {
  auto admitted = Admit(caller);
  if (auto* refusal = std::get_if<domain::Failure>(&admitted)) {
    done(std::move(*refusal));
    return nullptr;
  }
  auto read = std::make_shared<Reading>(services_, NextLane(), std::get<ReadCaller>(std::move(admitted)),
                                        std::move(done), std::move(arguments)...);
  read->Start();
  return read;
}

std::shared_ptr<Read> TaskReader::ListRuns(const Caller& caller, const std::string& space_token, Page page,
                                           ReadDone<domain::Listing<domain::RunInfo>> done) {
  return Begin<PageRead<domain::RunInfo>>(caller, std::move(done),
                                          unpod::ReadTarget{Kind::kRuns, space_token, {}, {}}, page.number,
                                          page.size, &unpod::ToRunInfo);
}

std::shared_ptr<Read> TaskReader::ListRunTasks(const Caller& caller, const std::string& space_token,
                                               const std::string& run_id, Page page,
                                               ReadDone<domain::Listing<domain::TaskInfo>> done) {
  return Begin<PageRead<domain::TaskInfo>>(caller, std::move(done),
                                           unpod::ReadTarget{Kind::kRunTasks, space_token, run_id, {}},
                                           page.number, page.size, &unpod::ToTaskInfo);
}

std::shared_ptr<Read> TaskReader::ListSpaceTasks(const Caller& caller, const std::string& space_token,
                                                 Page page,
                                                 ReadDone<domain::Listing<domain::TaskInfo>> done) {
  return Begin<PageRead<domain::TaskInfo>>(caller, std::move(done),
                                           unpod::ReadTarget{Kind::kSpaceTasks, space_token, {}, {}},
                                           page.number, page.size, &unpod::ToTaskInfo);
}

std::shared_ptr<Read> TaskReader::ListAgentTasks(const Caller& caller, const std::string& agent_handle,
                                                 Page page,
                                                 ReadDone<domain::Listing<domain::TaskInfo>> done) {
  return Begin<PageRead<domain::TaskInfo>>(caller, std::move(done),
                                           unpod::ReadTarget{Kind::kAgentTasks, {}, {}, agent_handle},
                                           page.number, page.size, &unpod::ToTaskInfo);
}

std::shared_ptr<Read> TaskReader::ListAgents(const Caller& caller,
                                             ReadDone<domain::Listing<domain::AgentInfo>> done) {
  return Begin<PageRead<domain::AgentInfo>>(
      caller, std::move(done), unpod::ReadTarget{Kind::kAgents, {}, {}, {}}, 1, 0, &unpod::ToAgentInfo);
}

std::shared_ptr<Read> TaskReader::ListSpaces(const Caller& caller,
                                             ReadDone<domain::Listing<domain::SpaceInfo>> done) {
  return Begin<PageRead<domain::SpaceInfo>>(
      caller, std::move(done), unpod::ReadTarget{Kind::kSpaces, {}, {}, {}}, 1, 0, &unpod::ToSpaceInfo);
}

std::shared_ptr<Read> TaskReader::GetSpace(const Caller& caller, const std::string& space_token,
                                           ReadDone<domain::Listing<domain::SpaceInfo>> done) {
  return Begin<PageRead<domain::SpaceInfo>>(caller, std::move(done),
                                            unpod::ReadTarget{Kind::kSpace, space_token, {}, {}}, 1, 0,
                                            &unpod::ToSpaceInfo);
}

std::shared_ptr<Read> TaskReader::FindTask(const Caller& caller, const std::string& space_token,
                                           const std::string& task_id, const std::string& run_id,
                                           ReadDone<domain::TaskInfo> done) {
  unpod::ReadTarget list{run_id.empty() ? Kind::kSpaceTasks : Kind::kRunTasks, space_token, run_id, {}};
  return Begin<TaskSearch>(caller, std::move(done), std::move(list), task_id);
}

std::shared_ptr<Read> TaskReader::GetRun(const Caller& caller, const std::string& space_token,
                                         const std::string& run_id, ReadDone<domain::RunInfo> done) {
  return Begin<RunRead>(caller, std::move(done), space_token, run_id);
}

}  // namespace unpod::flow
