#include "server/flow/reads.h"

#include <optional>
#include <string>
#include <utility>

#include "server/base/log.h"
#include "server/domain/object.h"
#include "server/domain/stable_hash.h"
#include "server/flow/failures.h"
#include "server/unpod/read_objects.h"
#include "server/unpod/task_page.h"

namespace unpod::flow {
namespace {

constexpr int kSearchPage = 50;
constexpr int kCountPage = 100;
// Of one run's tasks.
constexpr int kMaxCountPages = 1000;
// Of a run that is watched: all its tasks are kept.
constexpr int kMaxWatchedPages = 200;

// The element with that id.
domain::Object* FindById(unpod::Page& page, absl::string_view key, const std::string& id) {
  for (domain::Object& item : page.items) {
    if (domain::TextOf(item, key) == id) return &item;
  }
  return nullptr;
}

// On to the next page; false when there is none.
bool Next(IdSearch& search, const unpod::Page& page, absl::string_view key) {
  if (page.items.empty()) return search.Next(page.total, std::nullopt, std::nullopt);
  return search.Next(page.total, unpod::TimeOfId(domain::TextOf(page.items.front(), key)),
                     unpod::TimeOfId(domain::TextOf(page.items.back(), key)));
}

unpod::ReadTarget RunsOf(const std::string& space_token) {
  return {unpod::ReadTarget::Kind::kRuns, space_token, {}, {}};
}

}  // namespace

void LogSkipped(size_t elements) {
  spdlog::warn("read: left out what the upstream cannot list, elements={}", elements);
}

TaskSearch::TaskSearch(const Services& services, Lane& lane, ReadCaller caller,
                       ReadDone<domain::TaskInfo> done, unpod::ReadTarget list, std::string task_id)
    : ReadOf(services, lane, std::move(caller), std::move(done)),
      list_(std::move(list)),
      task_id_(std::move(task_id)),
      search_(unpod::TimeOfId(task_id_), kSearchPage) {}

void TaskSearch::Begin() {
  Fetch(list_, search_.page(), kSearchPage);
}

void TaskSearch::OnPage(unpod::Page page) {
  if (domain::Object* const found = FindById(page, "task_id", task_id_)) {
    return Succeed(unpod::ToTaskInfo(std::move(*found)));
  }
  if (!Next(search_, page, "task_id")) return Fail(NoSuch("task"));
  Fetch(list_, search_.page(), kSearchPage);
}

RunRead::RunRead(const Services& services, Lane& lane, ReadCaller caller, ReadDone<domain::RunInfo> done,
                 std::string space_token, std::string run_id)
    : ReadOf(services, lane, std::move(caller), std::move(done)),
      space_token_(std::move(space_token)),
      run_id_(std::move(run_id)),
      search_(unpod::TimeOfId(run_id_), kSearchPage) {}

void RunRead::Begin() {
  FetchTasks();
}

void RunRead::FetchTasks() {
  Fetch({unpod::ReadTarget::Kind::kRunTasks, space_token_, run_id_, {}}, page_, kCountPage);
}

void RunRead::FetchRuns() {
  Fetch(RunsOf(space_token_), search_.page(), kSearchPage);
}

void RunRead::OnPage(unpod::Page page) {
  if (counting_) return OnTasks(page);
  OnRuns(std::move(page));
}

void RunRead::OnTasks(const unpod::Page& page) {
  for (const domain::Object& task : page.items) {
    progress_.Count(unpod::TaskStateOf(domain::TextOf(task, "status")));
  }
  // How far those are that cannot be listed nobody can say.
  for (size_t i = 0; i < page.skipped; ++i) progress_.Count(domain::TaskState::kUnrecognized);
  const size_t elements = page.items.size() + page.skipped;
  seen_ += static_cast<int64_t>(elements);
  if (elements > 0 && seen_ < page.total && page_ < kMaxCountPages) {
    ++page_;
    return FetchTasks();
  }
  counting_ = false;
  FetchRuns();
}

void RunRead::OnRuns(unpod::Page page) {
  if (domain::Object* const found = FindById(page, "run_id", run_id_)) {
    return Answer(unpod::ToRunInfo(std::move(*found)));
  }
  if (Next(search_, page, "run_id")) return FetchRuns();
  // Tasks are proof enough of a run.
  if (progress_.total == 0) return Fail(NoSuch("run"));
  domain::RunInfo run;
  run.run_id = run_id_;
  run.create_time = unpod::TimeOfId(run_id_);
  Answer(std::move(run));
}

void RunRead::Answer(domain::RunInfo run) {
  run.progress = progress_;
  Succeed(std::move(run));
}

RunTasksRead::RunTasksRead(const Services& services, Lane& lane, ReadCaller caller, ReadDone<RunTasks> done,
                           std::string space_token, std::string run_id)
    : ReadOf(services, lane, std::move(caller), std::move(done)),
      space_token_(std::move(space_token)),
      run_id_(std::move(run_id)) {}

void RunTasksRead::FetchTasks() {
  Fetch({unpod::ReadTarget::Kind::kRunTasks, space_token_, run_id_, {}}, page_, kCountPage);
}

void RunTasksRead::OnPage(unpod::Page page) {
  const size_t elements = page.items.size() + page.skipped;
  seen_ += static_cast<int64_t>(elements);
  for (domain::Object& item : page.items) {
    SeenTask seen;
    seen.hash = domain::StableHash(item);
    auto task = std::make_shared<domain::TaskInfo>(unpod::ToTaskInfo(std::move(item)));
    if (task->output.has_value()) task->output->transcript.clear();
    std::string id = task->task_id;
    seen.task = std::move(task);
    tasks_[std::move(id)] = std::move(seen);
  }
  if (elements == 0 || seen_ >= page.total) return Succeed(std::move(tasks_));
  if (++page_ > kMaxWatchedPages) return Fail(RunTooLarge(kMaxWatchedPages * kCountPage));
  FetchTasks();
}

}  // namespace unpod::flow
