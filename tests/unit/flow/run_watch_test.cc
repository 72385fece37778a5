#include "server/flow/run_watch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_cat.h"
#include "server/base/mutex.h"
#include "server/flow/task_creator.h"
#include "tests/testing/fake_transport.h"

namespace unpod::flow {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::unpod::testing::FakeUpstream;

// One who watches: keeps what it is told, and asks for the next thing at once or when told to.
class TestWatcher final : public RunWatcher {
 public:
  explicit TestWatcher(bool is_fast = true) : is_fast_(is_fast) {}
  bool Await(size_t changes) {
    const base::MonotonicTime until = base::MonotonicNow() + seconds(10);
    const base::MutexLock lock(mutex_);
    while (changes_.size() < changes && told_.WaitUntil(mutex_, until)) {
    }
    return changes_.size() >= changes;
  }
  bool AwaitEnd() {
    const base::MonotonicTime until = base::MonotonicNow() + seconds(10);
    const base::MutexLock lock(mutex_);
    while (!ended_ && told_.WaitUntil(mutex_, until)) {
    }
    return ended_;
  }
  RunChange change(size_t at) {
    const base::MutexLock lock(mutex_);
    return changes_.at(at);
  }
  size_t changes() {
    const base::MutexLock lock(mutex_);
    return changes_.size();
  }
  std::string failure() {
    const base::MutexLock lock(mutex_);
    return failure_;
  }

 private:
  void OnChange(RunChange change) override {
    const base::MutexLock lock(mutex_);
    changes_.push_back(std::move(change));
    told_.NotifyAll();
    if (is_fast_) Next();
  }
  void OnEnd(const std::optional<domain::Failure>& failure) override {
    const base::MutexLock lock(mutex_);
    EXPECT_FALSE(ended_);
    ended_ = true;
    if (failure.has_value()) failure_ = std::string(domain::ReasonName(failure->reason));
    told_.NotifyAll();
  }

  const bool is_fast_;
  base::Mutex mutex_;
  base::CondVar told_;
  std::vector<RunChange> changes_ ABSL_GUARDED_BY(mutex_);
  bool ended_ ABSL_GUARDED_BY(mutex_) = false;
  std::string failure_ ABSL_GUARDED_BY(mutex_);
};

class WatchingARun : public ::testing::Test {
 protected:
  WatchingARun() {
    options_.base_url = "https://unpod.ai";
    options_.service_token->Set({base::Secret("service-token")});
    options_.retry.max_attempts = 1;
    options_.watch_min_interval = milliseconds(5);
    options_.watch_max_interval = milliseconds(20);
    upstream_.SetScript([this](int, const http::Request&) { return std::optional(answer_); });
    SetStatuses({"pending", "pending"});
  }
  TaskCreator& Creator() {
    if (creator_ == nullptr) creator_ = std::make_unique<TaskCreator>(options_, 2, upstream_.MakeTransport());
    return *creator_;
  }
  void SetAnswer(http::Result answer) {
    // The script runs under the same lock.
    upstream_.SetScript([answer](int, const http::Request&) { return std::optional(answer); });
  }
  void SetStatuses(const std::vector<std::string>& statuses) {
    std::string tasks;
    for (size_t i = 0; i < statuses.size(); ++i) {
      absl::StrAppend(&tasks, i > 0 ? "," : "", R"({"task_id":"T)", i, R"(","status":")", statuses[i],
                      R"(","output":{"transcript":[{"role":"user","content":"hello"}],"call_id":"c"}})");
    }
    SetAnswer(FakeUpstream::Status(
        200, absl::StrCat(R"({"count":)", statuses.size(), R"(,"data":[)", tasks, "]}")));
  }
  std::shared_ptr<TestWatcher> Watch(const std::string& cursor = "", bool is_fast = true,
                                     const std::string& token = "") {
    auto watcher = std::make_shared<TestWatcher>(is_fast);
    const auto refusal =
        Creator().reader().Watch({{}, base::Secret(token), {}}, "SPACE", "R1", cursor, watcher);
    EXPECT_FALSE(refusal.has_value());
    watcher->Next();
    return watcher;
  }
  static std::string Names(const RunChange& change) {
    std::string names;
    for (const auto& task : change.tasks) {
      absl::StrAppend(&names, names.empty() ? "" : " ", task->task_id, ":", task->upstream_status);
    }
    return names;
  }

  FakeUpstream upstream_;
  http::Result answer_;
  Options options_;
  std::unique_ptr<TaskCreator> creator_;
};

TEST_F(WatchingARun, TellsTheStateThenEachChangeThenTheEnd) {
  const auto watcher = Watch();
  ASSERT_TRUE(watcher->Await(1));
  EXPECT_EQ(Names(watcher->change(0)), "T0:pending T1:pending");
  EXPECT_TRUE(watcher->change(0).tasks[0]->output->transcript.empty());
  SetStatuses({"pending", "in_progress"});
  ASSERT_TRUE(watcher->Await(2));
  EXPECT_EQ(Names(watcher->change(1)), "T1:in_progress");
  EXPECT_EQ(watcher->change(1).progress.active, 1);
  SetStatuses({"failed", "completed"});
  ASSERT_TRUE(watcher->AwaitEnd());
  EXPECT_EQ(Names(watcher->change(2)), "T0:failed T1:completed");
  EXPECT_EQ(watcher->failure(), "");
}

TEST_F(WatchingARun, AsksOnceForAll) {
  options_.watch_min_interval = options_.watch_max_interval = seconds(60);
  std::vector<std::shared_ptr<TestWatcher>> watchers;
  for (int i = 0; i < 200; ++i) watchers.push_back(Watch());
  for (const auto& watcher : watchers) ASSERT_TRUE(watcher->Await(1));
  EXPECT_EQ(upstream_.attempts(), 1);
  for (const auto& watcher : watchers) watcher->Leave();
  for (const auto& watcher : watchers) ASSERT_TRUE(watcher->AwaitEnd());
}

TEST_F(WatchingARun, DoesNotShareWhatAnotherTokenMaySee) {
  const auto ours = Watch();
  const auto theirs = Watch("", true, "their-token");
  ASSERT_TRUE(ours->Await(1) && theirs->Await(1));
  EXPECT_GE(upstream_.attempts(), 2);
  ours->Leave();
  theirs->Leave();
  ASSERT_TRUE(ours->AwaitEnd() && theirs->AwaitEnd());
}

TEST_F(WatchingARun, GivesASlowWatcherTheNewestState) {
  const auto slow = Watch("", false);
  const auto fast = Watch();
  ASSERT_TRUE(slow->Await(1) && fast->Await(1));
  SetStatuses({"in_progress", "pending"});
  ASSERT_TRUE(fast->Await(2));
  SetStatuses({"completed", "in_progress"});
  ASSERT_TRUE(fast->Await(3));
  EXPECT_EQ(slow->changes(), 1u);
  slow->Next();
  ASSERT_TRUE(slow->Await(2));
  EXPECT_EQ(Names(slow->change(1)), "T0:completed T1:in_progress");
  slow->Leave();
  fast->Leave();
  ASSERT_TRUE(slow->AwaitEnd() && fast->AwaitEnd());
}

TEST_F(WatchingARun, ResumesAtACursor) {
  const auto first = Watch();
  ASSERT_TRUE(first->Await(1));
  const std::string cursor = first->change(0).cursor;
  first->Leave();
  ASSERT_TRUE(first->AwaitEnd());
  EXPECT_EQ(first->failure(), "CANCELLED");
  SetStatuses({"pending", "completed"});
  const auto second = Watch(cursor);
  ASSERT_TRUE(second->Await(1));
  EXPECT_EQ(Names(second->change(0)), "T1:completed");
  second->Leave();
  ASSERT_TRUE(second->AwaitEnd());
}

TEST_F(WatchingARun, WaitsOutWhatGoesAwayAndTellsWhatStays) {
  const auto watcher = Watch();
  ASSERT_TRUE(watcher->Await(1));
  SetAnswer(FakeUpstream::Status(503));
  ASSERT_TRUE(upstream_.WaitForAttempts(upstream_.attempts() + 3));
  SetStatuses({"in_progress", "pending"});
  ASSERT_TRUE(watcher->Await(2));
  SetAnswer(FakeUpstream::Status(403));
  ASSERT_TRUE(watcher->AwaitEnd());
  EXPECT_EQ(watcher->failure(), "PERMISSION_DENIED");
}

TEST_F(WatchingARun, ThatDoesNotExistEndsSoon) {
  SetStatuses({});
  const auto watcher = Watch();
  ASSERT_TRUE(watcher->AwaitEnd());
  EXPECT_EQ(watcher->failure(), "NOT_FOUND");
  EXPECT_EQ(upstream_.attempts(), 3) << "its tasks may be listed a little later";
}

TEST_F(WatchingARun, TakesOnlySoManyWatchers) {
  options_.max_watchers = 1;
  const auto first = Watch();
  ASSERT_TRUE(first->Await(1));
  auto second = std::make_shared<TestWatcher>();
  const auto refusal = Creator().reader().Watch({}, "SPACE", "R1", "", second);
  ASSERT_TRUE(refusal.has_value());
  EXPECT_EQ(refusal->reason, domain::Reason::kOverloaded);
  first->Leave();
  ASSERT_TRUE(first->AwaitEnd());
}

TEST_F(WatchingARun, LeavesNothingBehindWhenItIsCutShort) {
  const auto watcher = Watch();
  ASSERT_TRUE(watcher->Await(1));
  const std::weak_ptr<RunWatcher> watched = watcher;
  creator_.reset();
  EXPECT_EQ(watched.use_count(), 1);
}

TEST(RunCursor, OfALargeRunSaysOnlyWhetherAnythingHasChanged) {
  RunTasks tasks;
  for (int i = 0; i < 1000; ++i) {
    tasks[absl::StrCat("T", i)] = {std::make_shared<domain::TaskInfo>(), static_cast<uint64_t>(i)};
  }
  const std::string cursor = MakeCursor(tasks);
  EXPECT_LT(cursor.size(), 20u);
  EXPECT_TRUE(ChangedSince(tasks, cursor).empty());
  tasks["T7"].hash = 1;
  EXPECT_EQ(ChangedSince(tasks, cursor).size(), 1000u);
}

}  // namespace
}  // namespace unpod::flow
