#include "server/rpc/read_reactor.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/strings/str_cat.h"
#include "server/rpc/names.h"
#include "server/rpc/read_convert.h"
#include "server/rpc/read_page.h"

namespace unpod::rpc {
namespace {

using Tasks = domain::Listing<domain::TaskInfo>;
using Spaces = domain::Listing<domain::SpaceInfo>;

flow::TaskReader::Page PageOf(const ReadPageQuery& query) {
  return {query.page, query.size};
}

// What the upstream lists at once, cut into a page.
template <typename T>
std::vector<T> Slice(std::vector<T> all, const ReadPageQuery& page) {
  const auto size = static_cast<size_t>(page.size);
  const size_t from = std::min(static_cast<size_t>(page.page - 1) * size, all.size());
  const size_t until = std::min(from + size, all.size());
  return {std::make_move_iterator(all.begin() + static_cast<std::ptrdiff_t>(from)),
          std::make_move_iterator(all.begin() + static_cast<std::ptrdiff_t>(until))};
}

template <typename Response>
void FillPaging(const ReadPageQuery& query, int64_t total, Response& response) {
  response.set_total_size(
      static_cast<int32_t>(std::min<int64_t>(total, std::numeric_limits<int32_t>::max())));
  response.set_next_page_token(NextPageToken(query, total));
}

// Without it a page that is shorter than it should be would look whole.
template <typename T>
void TellSkipped(const domain::Listing<T>& listing, CallContext& call) {
  if (listing.skipped > 0) call.Tell(kSkippedKey, absl::StrCat(listing.skipped));
}
template <typename T>
void TellSkipped(const T& /*one*/, CallContext& /*call*/) {}

// For the lists of tasks.
template <typename Response>
auto TasksInto(Response& response, const ReadPageQuery& query, absl::string_view mark_name) {
  return [query, &response, mark_name](domain::Listing<domain::TaskInfo> listing) {
    for (domain::TaskInfo& task : listing.items) FillTask(std::move(task), mark_name, *response.add_tasks());
    FillPaging(query, listing.total, response);
  };
}

}  // namespace

absl::string_view ReadReactor::MarkName() const {
  return creator_.options().read_back.mark_name;
}

template <typename T, typename Fill>
flow::ReadDone<T> ReadReactor::Then(Fill fill) {
  return [this, fill = std::move(fill)](std::variant<T, domain::Failure> answer) mutable {
    if (const auto* failure = std::get_if<domain::Failure>(&answer)) return Refuse(*failure);
    TellSkipped(std::get<T>(answer), call());
    fill(std::get<T>(std::move(answer)));
    Succeed(*response_);
  };
}

template <typename Request>
flow::Caller ReadReactor::CallerOf(const Request& request, Violations& violations) {
  Add(domain::CheckHandle("org_handle", request.org_handle(), domain::Presence::kOptional), violations);
  return call().ReadCaller(creator_.options(), request.org_handle(), kReadBudget, violations);
}

bool ReadReactor::IsRefused(Violations violations) {
  if (violations.empty()) return false;
  Refuse(std::move(violations));
  return true;
}

void ReadReactor::Begin(const unpod_task::v1::ListRunsRequest& request,
                        unpod_task::v1::ListRunsResponse& response) {
  Violations violations;
  Add(domain::CheckId("space_token", request.space_token()), violations);
  const auto caller = CallerOf(request, violations);
  const auto query = ReadPageOf(absl::StrCat("runs/", request.space_token(), "/", request.org_handle()),
                                request.page_size(), request.page_token(), violations);
  if (IsRefused(std::move(violations))) return;
  using Runs = domain::Listing<domain::RunInfo>;
  read_ = creator_.reader().ListRuns(caller, request.space_token(), PageOf(query),
                                     Then<Runs>([query, &response](Runs listing) {
                                       for (domain::RunInfo& run : listing.items)
                                         FillRun(std::move(run), *response.add_runs());
                                       FillPaging(query, listing.total, response);
                                     }));
}

void ReadReactor::Begin(const unpod_task::v1::ListRunTasksRequest& request,
                        unpod_task::v1::ListRunTasksResponse& response) {
  Violations violations;
  Add(domain::CheckId("space_token", request.space_token()), violations);
  Add(domain::CheckId("run_id", request.run_id()), violations);
  const auto caller = CallerOf(request, violations);
  const auto query = ReadPageOf(
      absl::StrCat("run_tasks/", request.space_token(), "/", request.run_id(), "/", request.org_handle()),
      request.page_size(), request.page_token(), violations);
  if (IsRefused(std::move(violations))) return;
  read_ = creator_.reader().ListRunTasks(caller, request.space_token(), request.run_id(), PageOf(query),
                                         Then<Tasks>(TasksInto(response, query, MarkName())));
}

void ReadReactor::Begin(const unpod_task::v1::ListTasksRequest& request,
                        unpod_task::v1::ListTasksResponse& response) {
  Violations violations;
  const bool by_agent = request.parent_case() == unpod_task::v1::ListTasksRequest::kPilot;
  if (by_agent) {
    Add(domain::CheckHandle("pilot", request.pilot()), violations);
  } else if (request.parent_case() == unpod_task::v1::ListTasksRequest::kSpaceToken) {
    Add(domain::CheckId("space_token", request.space_token()), violations);
  } else {
    violations.push_back({"parent", "is required: space_token or pilot", domain::ViolationReason::kRequired});
  }
  const auto caller = CallerOf(request, violations);
  const auto query = ReadPageOf(absl::StrCat("tasks/", request.parent_case(), "/", request.space_token(), "/",
                                             request.pilot(), "/", request.org_handle()),
                                request.page_size(), request.page_token(), violations);
  if (IsRefused(std::move(violations))) return;
  auto then = Then<Tasks>(TasksInto(response, query, MarkName()));
  read_ = by_agent ? creator_.reader().ListAgentTasks(caller, request.pilot(), PageOf(query), std::move(then))
                   : creator_.reader().ListSpaceTasks(caller, request.space_token(), PageOf(query),
                                                      std::move(then));
}

void ReadReactor::Begin(const unpod_task::v1::ListAgentsRequest& request,
                        unpod_task::v1::ListAgentsResponse& response) {
  Violations violations;
  const auto caller = CallerOf(request, violations);
  const auto query = ReadPageOf(absl::StrCat("agents/", request.org_handle()), request.page_size(),
                                request.page_token(), violations);
  if (IsRefused(std::move(violations))) return;
  using Agents = domain::Listing<domain::AgentInfo>;
  read_ = creator_.reader().ListAgents(caller, Then<Agents>([query, &response](Agents listing) {
                                         const auto total = static_cast<int64_t>(listing.items.size());
                                         for (auto& agent : Slice(std::move(listing.items), query))
                                           FillAgent(std::move(agent), *response.add_agents());
                                         FillPaging(query, total, response);
                                       }));
}

void ReadReactor::Begin(const unpod_task::v1::ListSpacesRequest& request,
                        unpod_task::v1::ListSpacesResponse& response) {
  Violations violations;
  const auto caller = CallerOf(request, violations);
  const auto query = ReadPageOf(absl::StrCat("spaces/", request.org_handle()), request.page_size(),
                                request.page_token(), violations);
  if (IsRefused(std::move(violations))) return;
  read_ = creator_.reader().ListSpaces(caller, Then<Spaces>([query, &response](Spaces listing) {
                                         const auto total = static_cast<int64_t>(listing.items.size());
                                         for (auto& space : Slice(std::move(listing.items), query))
                                           FillSpace(std::move(space), *response.add_spaces());
                                         FillPaging(query, total, response);
                                       }));
}

void ReadReactor::Begin(const unpod_task::v1::GetSpaceRequest& request,
                        unpod_task::v1::GetSpaceResponse& response) {
  Violations violations;
  Add(domain::CheckId("space_token", request.space_token()), violations);
  const auto caller = CallerOf(request, violations);
  if (IsRefused(std::move(violations))) return;
  read_ =
      creator_.reader().GetSpace(caller, request.space_token(), Then<Spaces>([&response](Spaces listing) {
                                   if (!listing.items.empty())
                                     FillSpace(std::move(listing.items.front()), *response.mutable_space());
                                 }));
}

void ReadReactor::Begin(const unpod_task::v1::GetRunRequest& request,
                        unpod_task::v1::GetRunResponse& response) {
  Violations violations;
  Add(domain::CheckId("space_token", request.space_token()), violations);
  Add(domain::CheckId("run_id", request.run_id()), violations);
  const auto caller = CallerOf(request, violations);
  if (IsRefused(std::move(violations))) return;
  read_ = creator_.reader().GetRun(caller, request.space_token(), request.run_id(),
                                   Then<domain::RunInfo>([&response](domain::RunInfo run) {
                                     FillRun(std::move(run), *response.mutable_run());
                                   }));
}

void ReadReactor::Begin(const unpod_task::v1::GetTaskRequest& request,
                        unpod_task::v1::GetTaskResponse& response) {
  Violations violations;
  Add(domain::CheckId("space_token", request.space_token()), violations);
  Add(domain::CheckId("task_id", request.task_id()), violations);
  Add(domain::CheckId("run_id", request.run_id(), domain::Presence::kOptional), violations);
  const auto caller = CallerOf(request, violations);
  if (IsRefused(std::move(violations))) return;
  read_ = creator_.reader().FindTask(caller, request.space_token(), request.task_id(), request.run_id(),
                                     Then<domain::TaskInfo>([&response, this](domain::TaskInfo task) {
                                       FillTask(std::move(task), MarkName(), *response.mutable_task());
                                     }));
}

}  // namespace unpod::rpc
