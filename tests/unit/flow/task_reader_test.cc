#include "server/flow/task_reader.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <future>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <variant>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "server/flow/task_creator.h"
#include "tests/testing/fake_transport.h"

namespace unpod::flow {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using ::unpod::testing::FakeUpstream;

class TaskReading : public ::testing::Test {
 protected:
  TaskReading() {
    options_.base_url = "https://unpod.ai";
    options_.service_token->Set({base::Secret("service-token")});
    options_.org_handle = "unpod.tv";
    options_.retry.initial_backoff = milliseconds(1);
    options_.max_reads_in_flight = 2;
  }
  TaskCreator& Creator() {
    if (creator_ == nullptr) {
      creator_ = std::make_unique<TaskCreator>(options_, 1, upstream_.MakeTransport());
    }
    return *creator_;
  }

  struct Pending {
    std::future<std::string> outcome;
    std::shared_ptr<Read> read;
    std::string Wait() {
      return outcome.wait_for(seconds(10)) == std::future_status::ready ? outcome.get() : "not answered";
    }
  };
  Pending ReadPage(base::Duration deadline = seconds(10)) {
    Pending pending;
    auto promise = std::make_shared<std::promise<std::string>>();
    pending.outcome = promise->get_future();
    pending.read = Creator().reader().ListRuns(
        {{}, {}, base::MonotonicNow() + deadline}, "SPACE", {1, 50},
        [promise](std::variant<domain::Listing<domain::RunInfo>, domain::Failure> answer) {
          const auto* failure = std::get_if<domain::Failure>(&answer);
          if (failure != nullptr) return promise->set_value(std::string(domain::ReasonName(failure->reason)));
          const auto& listing = std::get<0>(answer);
          const std::string left_out =
              listing.skipped == 0 ? "" : absl::StrCat(", ", listing.skipped, " left out");
          promise->set_value(absl::StrCat(listing.items.size(), " items", left_out));
        });
    return pending;
  }
  std::string GetRun(const std::string& run_id) {
    auto promise = std::make_shared<std::promise<std::string>>();
    auto outcome = promise->get_future();
    Creator().reader().GetRun(
        {{}, {}, base::MonotonicNow() + seconds(10)}, "SPACE", run_id,
        [promise](std::variant<domain::RunInfo, domain::Failure> answer) {
          if (const auto* failure = std::get_if<domain::Failure>(&answer)) {
            return promise->set_value(std::string(domain::ReasonName(failure->reason)));
          }
          const auto& run = std::get<domain::RunInfo>(answer);
          promise->set_value(absl::StrCat(run.run_id, " ", run.progress->total, " ", run.upstream_status));
        });
    return outcome.get();
  }

  static http::Result Runs() { return FakeUpstream::Status(200, R"({"count":1,"data":[{"run_id":"R1"}]})"); }

  FakeUpstream upstream_;
  Options options_;
  std::unique_ptr<TaskCreator> creator_;
};

TEST_F(TaskReading, AsksOnceWhenAllIsWell) {
  upstream_.SetScript([](int, const http::Request& request) {
    EXPECT_EQ(request.url, "https://unpod.ai/api/v2/platform/spaces/SPACE/runs/?page=1&page_size=50");
    return std::optional(Runs());
  });
  EXPECT_EQ(ReadPage().Wait(), "1 items");
  EXPECT_EQ(upstream_.attempts(), 1);
  EXPECT_EQ(Creator().in_flight(), 0u);
}

TEST_F(TaskReading, TriesAgainWhatMayGoAway) {
  upstream_.SetScript([](int attempt, const http::Request&) {
    if (attempt == 1) return std::optional(FakeUpstream::Status(502));
    if (attempt == 2) return std::optional(FakeUpstream::Failed(http::Error::kConnectionLost, true));
    return std::optional(Runs());
  });
  EXPECT_EQ(ReadPage().Wait(), "1 items");
  EXPECT_EQ(upstream_.attempts(), 3);
}

TEST_F(TaskReading, DoesNotInsistOnWhatStays) {
  upstream_.SetScript([](int, const http::Request&) { return std::optional(FakeUpstream::Status(403)); });
  EXPECT_EQ(ReadPage().Wait(), "PERMISSION_DENIED");
  EXPECT_EQ(upstream_.attempts(), 1);
}

// A list of 120 runs; a page with one of these on it is 206, as the upstream answers.
void ListsWithMalformed(FakeUpstream& upstream, std::set<size_t> malformed) {
  upstream.SetScript([malformed = std::move(malformed)](int, const http::Request& request) {
    size_t page = 0;
    size_t size = 0;
    const size_t query = request.url.find('?');
    EXPECT_EQ(std::sscanf(request.url.c_str() + query, "?page=%zu&page_size=%zu", &page, &size), 2);
    const auto first = malformed.lower_bound((page - 1) * size);
    if (first != malformed.end() && *first < page * size) {
      return std::optional(FakeUpstream::Status(206, R"({"message":"Internal Server Error"})"));
    }
    std::string runs;
    for (size_t i = (page - 1) * size; i < page * size && i < 120; ++i) {
      absl::StrAppend(&runs, runs.empty() ? "" : ",", R"({"run_id":"R)", i, "\"}");
    }
    return std::optional(FakeUpstream::Status(200, absl::StrCat(R"({"count":120,"data":[)", runs, "]}")));
  });
}

TEST_F(TaskReading, LeavesOutWhatTheUpstreamCannotList) {
  ListsWithMalformed(upstream_, {7});
  EXPECT_EQ(ReadPage().Wait(), "49 items, 1 left out");
  ListsWithMalformed(upstream_, {0, 49, 30});
  EXPECT_EQ(ReadPage().Wait(), "47 items, 3 left out");
}

TEST_F(TaskReading, TellsABrokenUpstreamFromAMalformedElement) {
  upstream_.SetScript([](int, const http::Request&) {
    return std::optional(FakeUpstream::Status(206, R"({"message":"Runs Fetch Failed"})"));
  });
  EXPECT_EQ(ReadPage().Wait(), "UPSTREAM_READ_FAILED");
  EXPECT_LE(upstream_.attempts(), 10);
}

TEST_F(TaskReading, GivesUpAfterSomeAttempts) {
  upstream_.SetScript([](int, const http::Request&) { return std::optional(FakeUpstream::Status(500)); });
  EXPECT_EQ(ReadPage().Wait(), "UPSTREAM_ERROR");
  EXPECT_EQ(upstream_.attempts(), options_.retry.max_attempts);
}

TEST_F(TaskReading, EndsAtTheDeadline) {
  EXPECT_EQ(ReadPage(milliseconds(200)).Wait(), "DEADLINE_EXCEEDED");
  EXPECT_EQ(ReadPage(milliseconds(1)).Wait(), "DEADLINE_TOO_SHORT");
  EXPECT_EQ(Creator().in_flight(), 0u);
}

TEST_F(TaskReading, EndsWhenItsCallerLeaves) {
  Pending pending = ReadPage();
  ASSERT_TRUE(upstream_.WaitForAttempts(1));
  TaskReader::Leave(pending.read);
  EXPECT_EQ(pending.Wait(), "CANCELLED");
  EXPECT_EQ(upstream_.cancelled(), 1);
}

TEST_F(TaskReading, TakesOnlySoManyAtOnce) {
  Pending first = ReadPage();
  Pending second = ReadPage();
  EXPECT_EQ(ReadPage().Wait(), "OVERLOADED");
  TaskReader::Leave(first.read);
  TaskReader::Leave(second.read);
  EXPECT_EQ(first.Wait() + second.Wait(), "CANCELLEDCANCELLED");
}

TEST_F(TaskReading, NeedsAToken) {
  options_.service_token->Set({});
  EXPECT_EQ(ReadPage().Wait(), "TOKEN_MISSING");
  EXPECT_EQ(upstream_.attempts(), 0);
}

TEST_F(TaskReading, ARejectedTokenGivesWayToTheOtherOne) {
  options_.service_token->Set({base::Secret("old"), base::Secret("new")});
  upstream_.SetScript([](int, const http::Request& request) {
    return std::optional(request.headers.front() == "Authorization: Token new"
                             ? FakeUpstream::Status(200, R"({"count":1,"data":[{}]})")
                             : FakeUpstream::Status(401));
  });
  EXPECT_EQ(ReadPage().Wait(), "1 items");
  EXPECT_EQ(upstream_.attempts(), 2);
  EXPECT_EQ(ReadPage().Wait(), "1 items");
  EXPECT_EQ(upstream_.attempts(), 3);
}

TEST_F(TaskReading, TheOtherTokenIsTriedOnce) {
  options_.service_token->Set({base::Secret("old"), base::Secret("older")});
  upstream_.SetScript([](int, const http::Request&) { return std::optional(FakeUpstream::Status(401)); });
  EXPECT_EQ(ReadPage().Wait(), "SERVICE_TOKEN_REJECTED");
  EXPECT_EQ(upstream_.attempts(), 2);
}

TEST_F(TaskReading, CountsARunByItsTasksPageByPage) {
  const std::string run = "Recac64fe03e911f1878d43cd8a99e069";
  upstream_.SetScript([&](int, const http::Request& request) {
    if (!absl::StrContains(request.url, "/tasks/")) {
      return std::optional(FakeUpstream::Status(
          200, absl::StrCat(R"({"count":1,"data":[{"run_id":")", run, R"(","status":"completed"}]})")));
    }
    std::string tasks;
    const int here = absl::StrContains(request.url, "page=2&") ? 50 : 100;
    for (int i = 0; i < here; ++i) absl::StrAppend(&tasks, i > 0 ? "," : "", R"({"status":"pending"})");
    return std::optional(FakeUpstream::Status(200, absl::StrCat(R"({"count":150,"data":[)", tasks, "]}")));
  });
  EXPECT_EQ(GetRun(run), run + " 150 completed");
}

TEST_F(TaskReading, TasksAreProofEnoughOfARun) {
  upstream_.SetScript([&](int, const http::Request& request) {
    return std::optional(FakeUpstream::Status(200, absl::StrContains(request.url, "/tasks/")
                                                       ? R"({"count":1,"data":[{"status":"pending"}]})"
                                                       : R"({"count":0,"data":[]})"));
  });
  EXPECT_EQ(GetRun("R1"), "R1 1 ");
}

}  // namespace
}  // namespace unpod::flow
