#include "server/flow/task_stream.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "server/base/mutex.h"
#include "server/ledger/ledger.h"
#include "server/ledger/memory_store.h"
#include "tests/testing/fake_transport.h"

namespace unpod::flow {
namespace {

using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::unpod::testing::FakeUpstream;

// A caller of a stream: hands in documents when it is asked, and keeps what it is told.
class StreamCaller final : public TaskStream::Listener {
 public:
  void Send(TaskCreator& creator, StreamHeader header, std::vector<domain::Document> documents,
            size_t in_one_message = 100) {
    documents_ = std::move(documents);
    in_one_message_ = in_one_message;
    stream_ = std::make_shared<TaskStream>(creator, std::move(header), *this);
    stream_->Continue();
  }
  bool AwaitEnd() {
    const base::MonotonicTime until = base::MonotonicNow() + seconds(10);
    const base::MutexLock lock(mutex_);
    while (!ended_ && changed_.WaitUntil(mutex_, until)) {
    }
    return ended_;
  }
  DocumentResult At(uint64_t index) {
    const base::MutexLock lock(mutex_);
    return results_.at(index);
  }
  std::string Result(uint64_t index) {
    const DocumentResult result = At(index);
    if (result.verdict == DocumentResult::Verdict::kCreated) {
      return absl::StrCat(result.task_id, result.replayed ? " replayed" : "");
    }
    return std::string(domain::ReasonName(result.failure->reason));
  }
  StreamProgress progress() {
    const base::MutexLock lock(mutex_);
    return progress_;
  }
  std::string failure() {
    const base::MutexLock lock(mutex_);
    return failure_;
  }

  void OnWanted() override {
    std::vector<domain::Document> part;
    while (part.size() < in_one_message_ && given_ < documents_.size()) part.push_back(documents_[given_++]);
    if (!part.empty()) return stream_->Add(std::move(part));
    if (!never_close) stream_->Close();
  }
  void OnResults(std::vector<DocumentResult> results, const StreamProgress& progress) override {
    const base::MutexLock lock(mutex_);
    for (DocumentResult& result : results) {
      const uint64_t index = result.index;
      EXPECT_TRUE(results_.emplace(index, std::move(result)).second) << "answered twice: " << index;
    }
    progress_ = progress;
    changed_.NotifyAll();
  }
  void OnEnd(const std::optional<domain::Failure>& failure, const StreamProgress& progress) override {
    const base::MutexLock lock(mutex_);
    EXPECT_FALSE(ended_);
    ended_ = true;
    progress_ = progress;
    if (failure.has_value()) failure_ = std::string(domain::ReasonName(failure->reason));
    changed_.NotifyAll();
  }
  bool IsBehind() const override { return behind; }

  std::atomic<bool> behind{false};
  bool never_close = false;
  std::shared_ptr<TaskStream> stream_;

 private:
  base::Mutex mutex_;
  base::CondVar changed_;
  std::map<uint64_t, DocumentResult> results_ ABSL_GUARDED_BY(mutex_);
  StreamProgress progress_ ABSL_GUARDED_BY(mutex_);
  std::string failure_ ABSL_GUARDED_BY(mutex_);
  bool ended_ ABSL_GUARDED_BY(mutex_) = false;

  std::vector<domain::Document> documents_;
  size_t in_one_message_ = 100;
  size_t given_ = 0;
};

class DocumentStream : public ::testing::Test {
 protected:
  DocumentStream() {
    options_.base_url = "https://unpod.ai";
    options_.service_token->Set({base::Secret("service-token")});
    options_.validation.max_documents = 2;
    options_.retry.initial_backoff = std::chrono::milliseconds(1);
    options_.read_back.settle_time = seconds(60);
  }
  ~DocumentStream() override {
    if (creator_ != nullptr) {
      EXPECT_TRUE(creator_->Drain(base::MonotonicNow() + seconds(10)));
    }
  }
  TaskCreator& Creator() {
    if (creator_ == nullptr) {
      ledger::StoreOptions store;
      store.owner = "test";
      auto ledger = std::make_unique<ledger::Ledger>(std::make_unique<ledger::MemoryStore>(store));
      EXPECT_TRUE(ledger->Open().ok());
      creator_ =
          std::make_unique<TaskCreator>(options_, lanes_, upstream_.MakeTransport(), std::move(ledger));
    }
    return *creator_;
  }
  static StreamHeader AHeader(const std::string& request_id = "list") {
    StreamHeader header;
    header.task.space_token = "SPACE";
    header.task.pilot = "pilot";
    header.task.request_id = request_id;
    header.caller.deadline = base::kNever;
    return header;
  }
  static std::vector<domain::Document> Documents(int count) {
    std::vector<domain::Document> documents(static_cast<size_t>(count));
    for (int i = 0; i < count; ++i) {
      documents[static_cast<size_t>(i)].contact_number = absl::StrCat(1234567000 + i);
    }
    return documents;
  }
  // Every POST is answered with a task for each of its documents, named after their numbers.
  void AnswerAll() {
    upstream_.SetScript(
        [this](int, const http::Request& request) { return std::optional(TasksFor(request)); });
  }
  http::Result TasksFor(const http::Request& request) {
    ++posts_;
    std::string ids;
    const std::string key = R"("contact_number":")";
    for (size_t at = request.body.find(key); at != std::string::npos; at = request.body.find(key, at + 1)) {
      const std::string number = request.body.substr(at + key.size(), 10);
      ++called_[number];
      absl::StrAppend(&ids, ids.empty() ? "" : ",", R"("T)", number, R"(")");
    }
    return FakeUpstream::Status(
        200, absl::StrCat(R"({"data":{"run_id":"R1","task_ids":[)", ids, R"(],"status":"pending"}})"));
  }

  FakeUpstream upstream_;
  std::map<std::string, int> called_;
  int posts_ = 0;
  size_t lanes_ = 2;
  Options options_;
  std::unique_ptr<TaskCreator> creator_;
};

TEST_F(DocumentStream, AnswersForEachDocument) {
  AnswerAll();
  StreamCaller caller;
  caller.Send(Creator(), AHeader(), Documents(25), 3);
  ASSERT_TRUE(caller.AwaitEnd());
  EXPECT_EQ(caller.failure(), "");
  EXPECT_EQ(caller.progress().received, 25u);
  EXPECT_EQ(caller.progress().created, 25u);
  EXPECT_EQ(caller.progress().pending(), 0u);
  for (uint64_t i = 0; i < 25; ++i) EXPECT_EQ(caller.Result(i), absl::StrCat("T", 1234567000 + i));
  EXPECT_EQ(posts_, 13);
}

TEST_F(DocumentStream, TheSameListAgainCallsNobodyAgain) {
  AnswerAll();
  for (const bool again : {false, true}) {
    StreamCaller caller;
    caller.Send(Creator(), AHeader(), Documents(9), again ? 1 : 100);
    ASSERT_TRUE(caller.AwaitEnd());
    EXPECT_EQ(caller.progress().created, 9u);
    EXPECT_EQ(caller.progress().replayed, again ? 9u : 0u);
  }
  for (const auto& [number, calls] : called_) EXPECT_EQ(calls, 1) << number;
}

TEST_F(DocumentStream, GoesOnWhereItBroke) {
  upstream_.SetScript([this](int, const http::Request& request) {
    return posts_ == 3 ? std::optional(FakeUpstream::Status(403)) : std::optional(TasksFor(request));
  });
  StreamCaller broken;
  broken.Send(Creator(), AHeader(), Documents(20));
  ASSERT_TRUE(broken.AwaitEnd());
  EXPECT_EQ(broken.failure(), "PERMISSION_DENIED");
  EXPECT_EQ(broken.progress().pending(), 0u) << "each has a task or a reason";
  AnswerAll();
  StreamCaller resumed;
  resumed.Send(Creator(), AHeader(), Documents(20));
  ASSERT_TRUE(resumed.AwaitEnd());
  EXPECT_EQ(resumed.progress().created, 20u);
  EXPECT_EQ(called_.size(), 20u);
  for (const auto& [number, calls] : called_) EXPECT_EQ(calls, 1) << number;
}

TEST_F(DocumentStream, AnotherListUnderTheSameIdCallsNobody) {
  AnswerAll();
  StreamCaller first;
  first.Send(Creator(), AHeader(), Documents(10));
  ASSERT_TRUE(first.AwaitEnd());
  // One more at its beginning: everything is in another batch than before, and the last batch has a new
  // number.
  auto shifted = Documents(10);
  shifted.insert(shifted.begin(), Documents(11).back());
  StreamCaller second;
  second.Send(Creator(), AHeader(), shifted);
  ASSERT_TRUE(second.AwaitEnd());
  EXPECT_EQ(second.failure(), "REQUEST_ID_REUSED");
  EXPECT_EQ(second.progress().created, 0u);
  EXPECT_EQ(second.progress().not_started, 11u);
  EXPECT_EQ(posts_, 5);
}

TEST_F(DocumentStream, ClaimsInTheOrderOfTheList) {
  lanes_ = 1;
  std::vector<std::string> order;
  upstream_.SetScript([&](int, const http::Request& request) {
    order.push_back(request.body.substr(request.body.find("12345670"), 10));
    return std::optional<http::Result>();
  });
  StreamCaller caller;
  caller.Send(Creator(), AHeader(), Documents(40));
  ASSERT_TRUE(upstream_.WaitForAttempts(8));
  EXPECT_EQ(upstream_.attempts(), 8) << "a bounded number at once";
  EXPECT_THAT(order, ElementsAre("1234567000", "1234567002", "1234567004", "1234567006", "1234567008",
                                 "1234567010", "1234567012", "1234567014"));
  caller.stream_->Leave();
  ASSERT_TRUE(caller.AwaitEnd());
  EXPECT_EQ(caller.failure(), "CANCELLED");
  EXPECT_EQ(caller.progress().pending(), 0u);
}

TEST_F(DocumentStream, SkipsWhatIsNotValid) {
  AnswerAll();
  auto documents = Documents(5);
  documents[2].contact_number = "not a number";
  StreamCaller caller;
  caller.Send(Creator(), AHeader(), documents);
  ASSERT_TRUE(caller.AwaitEnd());
  EXPECT_EQ(caller.failure(), "");
  EXPECT_EQ(caller.progress().created, 4u);
  EXPECT_EQ(caller.progress().invalid, 1u);
  EXPECT_EQ(caller.Result(2), "INVALID_REQUEST");
  EXPECT_EQ(caller.At(2).failure->violations.front().field, "contact_number");
}

TEST_F(DocumentStream, StopsAtWhatIsNotValidIfAskedTo) {
  AnswerAll();
  auto documents = Documents(7);
  documents[3].contact_number = "";
  StreamHeader header = AHeader();
  header.stop_at_invalid = true;
  StreamCaller caller;
  caller.Send(Creator(), std::move(header), documents);
  ASSERT_TRUE(caller.AwaitEnd());
  EXPECT_EQ(caller.failure(), "INVALID_REQUEST");
  EXPECT_EQ(caller.progress().created, 3u) << "what came before";
  EXPECT_EQ(called_.size(), 3u);
}

TEST_F(DocumentStream, RefusesADocumentThatFitsNoRequest) {
  AnswerAll();
  options_.max_request_bytes = 4096;
  auto documents = Documents(2);
  documents[0].about = std::string(5000, 'x');
  StreamCaller caller;
  caller.Send(Creator(), AHeader(), documents);
  ASSERT_TRUE(caller.AwaitEnd());
  EXPECT_EQ(caller.Result(0), "REQUEST_TOO_LARGE");
  EXPECT_EQ(caller.progress().created, 1u);
}

TEST_F(DocumentStream, KeepsBatchesUnderTheByteCap) {
  options_.validation.max_documents = 100;
  options_.max_request_bytes = 10'000;
  AnswerAll();
  auto documents = Documents(50);
  for (auto& document : documents) document.about = std::string(700, 'x');
  StreamCaller caller;
  caller.Send(Creator(), AHeader(), documents);
  ASSERT_TRUE(caller.AwaitEnd());
  EXPECT_EQ(caller.progress().created, 50u);
  EXPECT_EQ(called_.size(), 50u);
}

TEST_F(DocumentStream, DoesNotGiveAWholeListToAnUpstreamThatFails) {
  upstream_.SetScript([this](int, const http::Request&) {
    ++posts_;
    return std::optional(FakeUpstream::Status(500));
  });
  StreamCaller caller;
  caller.Send(Creator(), AHeader(), Documents(200));
  ASSERT_TRUE(caller.AwaitEnd());
  EXPECT_EQ(caller.failure(), "UPSTREAM_ERROR");
  EXPECT_LE(posts_, 11) << "three in a row, and those that were under way";
  EXPECT_EQ(caller.progress().unknown, static_cast<uint64_t>(2 * posts_));
  EXPECT_EQ(caller.progress().pending(), 0u);
}

TEST_F(DocumentStream, GoesOnPastBatchesThatAreStillUnknown) {
  lanes_ = 1;
  options_.read_back.mark_name = "";  // Nothing is looked for: they stay so.
  upstream_.SetScript([](int, const http::Request&) { return std::optional(FakeUpstream::Status(500)); });
  StreamCaller first;
  first.Send(Creator(), AHeader(), Documents(6));
  ASSERT_TRUE(first.AwaitEnd());
  ASSERT_EQ(first.progress().unknown, 6u);
  AnswerAll();
  StreamCaller again;
  again.Send(Creator(), AHeader(), Documents(40));
  ASSERT_TRUE(again.AwaitEnd());
  EXPECT_EQ(again.failure(), "") << "what an earlier attempt left unknown does not speak of the upstream now";
  EXPECT_EQ(again.progress().unknown, 6u);
  EXPECT_EQ(again.progress().created, 34u);
}

TEST_F(DocumentStream, BeginsNothingWhileResultsAreNotTaken) {
  AnswerAll();
  StreamCaller caller;
  caller.behind = true;
  caller.Send(Creator(), AHeader(), Documents(6));
  EXPECT_EQ(upstream_.attempts(), 0);
  caller.behind = false;
  caller.stream_->Continue();
  ASSERT_TRUE(caller.AwaitEnd());
  EXPECT_EQ(caller.progress().created, 6u);
}

TEST_F(DocumentStream, EndsAtATimeThatHasPassed) {
  AnswerAll();
  StreamHeader header = AHeader();
  header.task.schedule = {domain::Schedule::Kind::kAt, absl::UnixEpoch()};
  StreamCaller caller;
  caller.Send(Creator(), std::move(header), Documents(100));
  ASSERT_TRUE(caller.AwaitEnd());
  EXPECT_EQ(caller.failure(), "INVALID_REQUEST");
  EXPECT_EQ(caller.progress().pending(), 0u);
  EXPECT_EQ(posts_, 0);
}

TEST_F(DocumentStream, EndsWhenTheServiceIsAboutToStop) {
  AnswerAll();
  StreamCaller caller;
  caller.behind = true;
  caller.Send(Creator(), AHeader(), Documents(6));
  Creator().BeginDrain();
  caller.behind = false;
  caller.stream_->Continue();
  ASSERT_TRUE(caller.AwaitEnd());
  EXPECT_EQ(caller.failure(), "SHUTTING_DOWN");
  EXPECT_EQ(caller.progress().pending(), 0u);
  EXPECT_EQ(posts_, 0);
}

TEST_F(DocumentStream, WithoutTheLedgerSendsNothing) {
  AnswerAll();
  creator_ = std::make_unique<TaskCreator>(options_, 1, upstream_.MakeTransport());
  StreamCaller caller;
  caller.Send(Creator(), AHeader(), Documents(6));
  ASSERT_TRUE(caller.AwaitEnd());
  EXPECT_EQ(caller.failure(), "LEDGER_UNAVAILABLE");
  EXPECT_EQ(posts_, 0);
}

TEST_F(DocumentStream, ABadHeaderIsRefused) {
  const auto fields = [this](const StreamHeader& header) {
    std::string named;
    for (const auto& violation : TaskStream::Check(Creator(), header))
      absl::StrAppend(&named, violation.field, " ");
    return named;
  };
  EXPECT_EQ(fields(AHeader()), "");
  EXPECT_EQ(fields(AHeader("")), "header.request_id ");
  EXPECT_EQ(fields(AHeader(std::string(129, 'x'))), "header.request_id ");
  EXPECT_THAT(fields(StreamHeader()), HasSubstr("header.space_token header.pilot"));
}

}  // namespace
}  // namespace unpod::flow
