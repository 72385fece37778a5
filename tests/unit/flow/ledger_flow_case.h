// A task creator with a ledger that can be broken, an upstream that is scripted, and verbs for both.
#ifndef UNPOD_TESTS_UNIT_FLOW_LEDGER_FLOW_CASE_H_
#define UNPOD_TESTS_UNIT_FLOW_LEDGER_FLOW_CASE_H_

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <future>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "server/flow/task_creator.h"
#include "server/ledger/ledger.h"
#include "tests/testing/fake_transport.h"
#include "tests/testing/fragile_store.h"
#include "tests/testing/outcome_text.h"

namespace unpod::flow {

using ::unpod::testing::FakeUpstream;
using ::unpod::testing::FragileStore;

inline std::string Describe(const domain::Outcome& outcome) {
  const std::string text = ::unpod::testing::OutcomeText(outcome);
  if (const domain::Failure* failure = ::unpod::testing::FailureIn(outcome)) {
    return text + (failure->repeat_is_safe ? " safe" : "");
  }
  const auto& created = std::get<domain::Created>(outcome);
  return absl::StrCat(text, " ", created.run_id, created.replayed ? " replayed" : "",
                      created.read_back ? " read_back" : "",
                      created.missing_documents.empty() ? "" : " partial");
}

class LedgerFlow : public ::testing::Test {
 protected:
  LedgerFlow() {
    options_.base_url = "https://unpod.ai";
    options_.service_token->Set({base::Secret("service-token")});
    options_.retry.initial_backoff = std::chrono::milliseconds(10);
    options_.read_back.settle_time = std::chrono::milliseconds(10);
    options_.read_back.max_delay = std::chrono::milliseconds(20);
    options_.read_back.page_size = 2;
  }
  ~LedgerFlow() override {
    if (creator_ != nullptr) {
      EXPECT_TRUE(creator_->Drain(base::MonotonicNow() + std::chrono::seconds(10)));
    }
  }

  TaskCreator& Creator() {
    if (creator_ == nullptr) {
      auto store = std::make_unique<FragileStore>();
      store_ = store.get();
      auto ledger = std::make_unique<ledger::Ledger>(std::move(store));
      EXPECT_TRUE(ledger->Open().ok());
      creator_ = std::make_unique<TaskCreator>(options_, 2, upstream_.MakeTransport(), std::move(ledger));
    }
    return *creator_;
  }
  FragileStore& Store() {
    Creator();
    return *store_;
  }

  static domain::Task ATask(const std::string& request_id = "key", size_t documents = 1) {
    domain::Task task;
    task.space_token = "SPACE";
    task.pilot = "pilot";
    task.request_id = request_id;
    for (size_t i = 0; i < documents; ++i) task.documents.emplace_back().contact_number = "1234567890";
    return task;
  }

  struct Pending {
    std::shared_ptr<std::promise<domain::Outcome>> promise =
        std::make_shared<std::promise<domain::Outcome>>();
    std::future<domain::Outcome> outcome = promise->get_future();
    std::shared_ptr<Call> call;
    bool IsAnswered() { return outcome.wait_for(std::chrono::seconds(0)) == std::future_status::ready; }
    std::string Wait() {
      return outcome.wait_for(std::chrono::seconds(60)) == std::future_status::ready ? Describe(outcome.get())
                                                                                     : "not answered";
    }
  };
  Pending Start(const domain::Task& task = ATask(), base::Duration deadline = std::chrono::seconds(20)) {
    Pending pending;
    pending.call = Creator().Start(
        task, MakeCaller(Creator().options(), task.org_handle, {}, base::MonotonicNow() + deadline),
        [promise = pending.promise](domain::Outcome outcome) { promise->set_value(std::move(outcome)); });
    return pending;
  }

  // As the upstream makes them: version 1 UUIDs, which hold their time.
  static std::string IdMadeAt(absl::Time time) {
    const auto ticks = static_cast<uint64_t>((time - absl::UnixEpoch()) / absl::Nanoseconds(100)) +
                       uint64_t{0x01B21DD213814000};
    return absl::StrFormat("T%08x%04x1%03xf0878d43cd8a99e0", ticks & 0xffffffff, (ticks >> 32) & 0xffff,
                           ticks >> 48);
  }
  std::string TaskIdOf(size_t document) const {
    return IdMadeAt(posted_at_ + static_cast<int64_t>(document) * absl::Milliseconds(1));
  }
  // The space has so many tasks of `ahead` from now. Before anything is started.
  void MakeNewerTasks(int count, absl::Duration ahead = absl::Hours(1)) {
    const absl::Time first = absl::Now() + ahead;
    for (int i = count; i > 0; --i) {
      newer_.push_back(absl::StrCat(R"({"task_id":")", IdMadeAt(first + i * absl::Milliseconds(1)),
                                    R"(","run_id":"R1","input":{}})"));
    }
  }

  // POSTs are answered with this; GETs with a page of what was posted, if `listed`.
  void AnswerPosts(const http::Result& result, bool listed) {
    upstream_.SetScript([this, result, listed](int, const http::Request& request) {
      if (request.method == http::Method::kPost) {
        ++posts_;
        posted_ = request.body;
        posted_at_ = absl::Now() + upstream_clock_;
        return std::optional(result);
      }
      ++reads_;
      return std::optional(listed ? PageOfPosted(request) : FakeUpstream::Status(200, R"({"data":[]})"));
    });
  }

  // As the upstream lists tasks: newest first, all of a page or nothing.
  http::Result PageOfPosted(const http::Request& request) const {
    std::vector<std::string> tasks;
    for (size_t at = posted_.find(R"("client_request_id":")"); at != std::string::npos;
         at = posted_.find(R"("client_request_id":")", at + 1)) {
      const std::string mark = posted_.substr(at, posted_.find('}', at) - at);
      tasks.insert(tasks.begin(), absl::StrCat(R"({"task_id":")", TaskIdOf(tasks.size()),
                                               R"(","run_id":"R9","status":"pending","output":)", output_,
                                               R"(,"input":{)", mark, "}}"));
    }
    if (lose_ > 0) tasks.erase(tasks.begin(), tasks.begin() + static_cast<std::ptrdiff_t>(lose_));
    tasks.insert(tasks.begin(), malformed_, "");
    tasks.insert(tasks.begin(), newer_.begin(), newer_.end());
    size_t page = 0;
    size_t size = 0;
    const char* query = std::strchr(request.url.c_str(), '?');
    EXPECT_EQ(std::sscanf(query, "?page=%zu&page_size=%zu", &page, &size), 2);
    size = std::min(size, largest_page_);
    std::string data;
    for (size_t i = size * (page - 1); i < tasks.size() && i < size * page; ++i) {
      if (tasks[i].empty()) return FakeUpstream::Status(206, R"({"message":"Internal Server Error"})");
      absl::StrAppend(&data, data.empty() ? "" : ",", tasks[i]);
    }
    return FakeUpstream::Status(
        200, absl::StrCat(R"({"count":)", tasks.size(), R"(,"status_code":200,"data":[)", data, "]}"));
  }

  std::string MessageOfRepeat() { return std::get<domain::Unknown>(Start().outcome.get()).failure.message; }
  static http::Result Lost() { return FakeUpstream::Failed(http::Error::kConnectionLost, true); }
  FakeUpstream upstream_;
  std::atomic<int> posts_{0};
  std::atomic<int> reads_{0};
  std::string posted_;
  absl::Time posted_at_;
  absl::Duration upstream_clock_;      // Ahead of ours.
  std::vector<std::string> newer_;     // Of others.
  size_t lose_ = 0;                    // So many of the newest tasks do not exist.
  std::string output_ = R"({"x":1})";  // Of each task.
  size_t largest_page_ = 1'000'000;    // It makes no larger ones.
  size_t malformed_ = 0;               // So many tasks that are newer still cannot be listed.
  Options options_;
  FragileStore* store_ = nullptr;
  std::unique_ptr<TaskCreator> creator_;
};

}  // namespace unpod::flow

#endif  // UNPOD_TESTS_UNIT_FLOW_LEDGER_FLOW_CASE_H_
