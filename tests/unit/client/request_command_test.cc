// `unpod-task request` within this process, against a fake service.
#include <gmock/gmock.h>

#include <nlohmann/json.hpp>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "client/cli/command.h"
#include "tests/unit/client/fake_task_service.h"

namespace unpod::cli {
namespace {

using client::ARecord;
using client::Details;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;
using testing::StartsWith;
using unpod_task::v1::REQUEST_STATE_CREATED;
using unpod_task::v1::REQUEST_STATE_NOT_STARTED;
using unpod_task::v1::REQUEST_STATE_UNKNOWN;

class RequestCommandTest : public testing::Test {
 protected:
  RequestCommandTest() {
    service_.SetRecords(
        {ARecord("order-2", REQUEST_STATE_CREATED), ARecord("order-1", REQUEST_STATE_UNKNOWN)});
  }

  int Run(std::vector<std::string> args, const std::string& in = "") {
    args.insert(args.begin(), "request");
    args.insert(args.end(), {"--address", service_.address()});
    std::istringstream input(in);
    out_.str("");
    err_.str("");
    // A token of the environment, even a wrong one, is none of these commands' business.
    Environment environment{&input,
                            &out_,
                            &err_,
                            terminal_,
                            terminal_,
                            [this](const std::string& name) {
                              return name == "UNPOD_API_TOKEN" ? token_ : std::string(); }};
    environment.in_is_terminal = terminal_;
    return RunProgram(args, environment);
  }

  static unpod_task::v1::RequestRecord ABatch(int number) {
    auto record = ARecord("order-1", REQUEST_STATE_UNKNOWN);
    record.set_batch(number);
    return record;
  }

  int Get(const std::string& id, std::vector<std::string> more = {}) {
    more.insert(more.begin(), {"get", "--space_token", "S", "--request_id", id});
    return Run(more);
  }

  int Resolve(std::vector<std::string> more, const std::string& in = "") {
    more.insert(more.begin(), {"resolve", "--space_token", "S", "--request_id", "order-1"});
    return Run(more, in);
  }

  nlohmann::json Json() const { return nlohmann::json::parse(out_.str(), nullptr, false); }

  client::FakeTaskService service_;
  bool terminal_ = false;
  std::string token_ = "no token";
  std::ostringstream out_;
  std::ostringstream err_;
};

TEST_F(RequestCommandTest, GetsARequest) {
  EXPECT_EQ(Get("order-2"), 0) << err_.str();
  EXPECT_THAT(out_.str(), StartsWith("Created. The calls are placed.\n  request_id  order-2\n"));
  EXPECT_EQ(err_.str(), "");
  EXPECT_EQ(Get("order-1", {"--json"}), 0);
  EXPECT_EQ(Json()["request"]["state"], "unknown");
}

TEST_F(RequestCommandTest, HasAnExitCodeForNoSuchRequest) {
  EXPECT_EQ(Get("order-3"), 1);
  EXPECT_THAT(err_.str(), StartsWith("No such request. It was never sent"));
  EXPECT_EQ(Get("order-2", {"--org_handle", "other"}), 1);
  EXPECT_EQ(Get("order-3", {"--json"}), 1);
  EXPECT_EQ(Json()["outcome"], "not_found");
  EXPECT_EQ(Json()["error"]["reason"], "REQUEST_NOT_FOUND");
  EXPECT_EQ(err_.str(), "");
}

TEST_F(RequestCommandTest, MayAskAgainAfterAFailureOfReading) {
  std::string passing = Details().Info("LEDGER_UNAVAILABLE", {{"execution", "not_started"}}).Serialize();
  service_.FailNext(1, absl::StatusCode::kUnavailable, "no ledger", passing);
  EXPECT_EQ(Get("order-2"), 4);
  EXPECT_THAT(err_.str(), HasSubstr("LEDGER_UNAVAILABLE"));
  service_.FailNext(1, absl::StatusCode::kUnavailable, "connection broke");
  EXPECT_EQ(Get("order-2"), 4) << "nothing is executed by reading";
  service_.FailNext(1, absl::StatusCode::kUnimplemented, "an old service");
  EXPECT_EQ(Get("order-2"), 3);
  service_.Stop();
  EXPECT_EQ(Get("order-2"), 6);
  EXPECT_EQ(Run({"list", "--json"}), 6);
  EXPECT_EQ(Json()["outcome"], "unreachable");
}

TEST_F(RequestCommandTest, SettlesARequestWithoutATerminalOnlyWithYes) {
  EXPECT_EQ(Resolve({"--as", "not_started"}, "yes\n"), 2);
  EXPECT_THAT(err_.str(), HasSubstr("--yes is needed"));
  EXPECT_EQ(service_.records()[1].state(), REQUEST_STATE_UNKNOWN);
  EXPECT_EQ(Resolve({"--as", "not_started", "--yes"}), 0) << err_.str();
  EXPECT_THAT(out_.str(), StartsWith("Settled as not started. The same request may be sent again"));
  EXPECT_EQ(service_.records()[1].state(), REQUEST_STATE_NOT_STARTED);
  EXPECT_EQ(Resolve({"--as", "not_started", "--yes"}), 3) << "it is not unknown any more";
  EXPECT_THAT(err_.str(), HasSubstr("Nothing was changed."));
}

TEST_F(RequestCommandTest, ForgetsARequest) {
  EXPECT_EQ(Resolve({"--as=forget", "--yes", "--json"}), 0);
  EXPECT_EQ(Json()["outcome"], "resolved");
  EXPECT_TRUE(Json()["request"].is_null()) << "there is none any more";
  EXPECT_EQ(service_.records().size(), size_t{1});
  EXPECT_EQ(Resolve({"--as=forget", "--yes"}), 1);
}

TEST_F(RequestCommandTest, NamesTheRunThatWasFound) {
  token_ = "t";
  EXPECT_EQ(Resolve({"--as=created", "--run_id=R1", "--note=seen in the portal", "--yes"}), 0) << err_.str();
  EXPECT_THAT(out_.str(),
              StartsWith("Settled as created. The run's tasks are the answer to every repeat.\n"));
  EXPECT_THAT(out_.str(), HasSubstr("seen in the portal"));
  EXPECT_EQ(service_.records()[1].state(), REQUEST_STATE_CREATED);
  EXPECT_EQ(service_.records()[1].run_id(), "R1");
  EXPECT_EQ(service_.records()[1].note(), "seen in the portal");
}

TEST_F(RequestCommandTest, SettlesOneBatchOfAList) {
  service_.SetRecords({ABatch(0), ABatch(1)});
  EXPECT_EQ(Resolve({"--as=not_started", "--batch=1", "--yes"}), 0) << err_.str();
  EXPECT_EQ(service_.records()[0].state(), REQUEST_STATE_UNKNOWN);
  EXPECT_EQ(service_.records()[1].state(), REQUEST_STATE_NOT_STARTED);
  EXPECT_EQ(Run({"get", "--space_token=S", "--request_id=order-1", "--batch=0", "--json"}), 0);
  EXPECT_EQ(Json()["request"]["batch"], 0);
  EXPECT_EQ(Get("order-1"), 1) << "no CreateTask has this name";
}

TEST_F(RequestCommandTest, ShowsAllBatchesThatItIsAboutToSettle) {
  terminal_ = true;
  service_.SetRecords({ABatch(0), ABatch(7)});
  EXPECT_EQ(Resolve({"--as=forget"}, "no\n"), 2);
  EXPECT_THAT(err_.str(), HasSubstr("BATCH"));
  EXPECT_THAT(err_.str(), HasSubstr("All of these will be settled."));
  EXPECT_EQ(service_.records().size(), size_t{2});
}

TEST_F(RequestCommandTest, AsksOnATerminal) {
  terminal_ = true;
  for (const char* answer : {"", "\n", "no\n", "y\n"}) {
    EXPECT_EQ(Resolve({"--as", "not_started"}, answer), 2) << answer;
    EXPECT_THAT(err_.str(), HasSubstr("people are called twice"));
    EXPECT_THAT(err_.str(), HasSubstr("UPSTREAM_ERROR")) << "it shows what it is about";
    EXPECT_THAT(err_.str(), HasSubstr("nothing was changed"));
  }
  EXPECT_EQ(service_.records()[1].state(), REQUEST_STATE_UNKNOWN);
  EXPECT_EQ(Resolve({"--as", "not_started", "--json"}, "yes\n"), 2) << "nobody would see the question";
  EXPECT_EQ(Resolve({"--as", "forget"}, "yes\n"), 0);
  EXPECT_EQ(service_.records().size(), size_t{1});
}

TEST_F(RequestCommandTest, DoesNotAskAboutWhatCannotBeSettled) {
  terminal_ = true;
  EXPECT_EQ(Run({"resolve", "--space_token=S", "--request_id=order-2", "--as=forget"}, "yes\n"), 3);
  EXPECT_THAT(err_.str(), Not(HasSubstr("Type yes")));
  EXPECT_EQ(Run({"resolve", "--space_token=S", "--request_id=order-9", "--as=forget"}, "yes\n"), 1);
  EXPECT_EQ(service_.records().size(), size_t{2});
}

TEST_F(RequestCommandTest, DoesNotKnowWhetherItIsSettledWithoutAnAnswer) {
  service_.FailNext(1, absl::StatusCode::kUnavailable, "connection broke");
  EXPECT_EQ(Resolve({"--as", "forget", "--yes", "--json"}), 5);
  EXPECT_EQ(Json()["outcome"], "unknown");
}

TEST_F(RequestCommandTest, ListsInPlainColumnsAndKeepsTheSummaryApart) {
  EXPECT_EQ(Run({"list"}), 0);
  EXPECT_THAT(out_.str(), StartsWith("order-2\tcreated\t"));
  EXPECT_THAT(out_.str(), Not(HasSubstr("In the ledger")));
  EXPECT_THAT(err_.str(), StartsWith("In the ledger: 0 in flight, 1 created, 0 not started, 1 unknown."));
  terminal_ = true;
  EXPECT_EQ(Run({"list", "--state", "unknown"}), 0);
  EXPECT_THAT(out_.str(), StartsWith("REQUEST_ID  STATE"));
  EXPECT_THAT(out_.str(), HasSubstr("\n\nIn the ledger: "));
  EXPECT_THAT(out_.str(), Not(HasSubstr("order-2")));
  EXPECT_EQ(err_.str(), "");
}

TEST_F(RequestCommandTest, PagesThroughTheList) {
  std::vector<unpod_task::v1::RequestRecord> records;
  for (int i = 0; i < 2500; ++i) records.push_back(ARecord(absl::StrCat("r-", i), REQUEST_STATE_CREATED));
  service_.SetRecords(records);
  EXPECT_EQ(Run({"list", "--json"}), 0);
  EXPECT_THAT(Json()["requests"], SizeIs(100));
  EXPECT_EQ(Json()["more"], true);
  EXPECT_EQ(Json()["counts"]["created"], 2500);
  EXPECT_EQ(Run({"list", "--json", "--limit", "1200"}), 0);
  EXPECT_THAT(Json()["requests"], SizeIs(1200));
  EXPECT_EQ(service_.pages().back().page_size(), 200);
  EXPECT_EQ(Run({"list", "--json", "--all"}), 0);
  EXPECT_THAT(Json()["requests"], SizeIs(2500));
  EXPECT_EQ(Json()["requests"][2499]["request_id"], "r-2499");
  EXPECT_EQ(Json()["more"], false);
  EXPECT_EQ(service_.pages().size(), size_t{1 + 2 + 3});
}

TEST_F(RequestCommandTest, SendsNothingAfterAMistake) {
  EXPECT_EQ(Run({"get"}), 2);
  EXPECT_THAT(err_.str(), HasSubstr("--space_token is missing"));
  EXPECT_THAT(err_.str(), HasSubstr("--request_id is missing"));
  EXPECT_THAT(err_.str(), HasSubstr("See unpod-task request get --help"));
  EXPECT_EQ(Resolve({"--as", "created", "--yes"}), 2) << "of which run?";
  EXPECT_THAT(err_.str(), HasSubstr("--run_id is missing"));
  EXPECT_EQ(Resolve({"--as", "forget", "--run_id", "R1", "--yes"}), 2);
  EXPECT_EQ(Resolve({"--as", "forget", "--batch", "-1", "--yes"}), 2);
  EXPECT_EQ(Resolve({"--as", "forget", "--batch", "x", "--yes"}), 2);
  EXPECT_EQ(Resolve({"--yes"}), 2);
  for (const char* flag : {"--state=gone", "--limit=0", "--limit=x", "--limit=1000001", "--timeout=soon"}) {
    EXPECT_EQ(Run({"list", flag, "--json"}), 2) << flag;
    EXPECT_EQ(Json()["outcome"], "usage") << flag;
  }
  EXPECT_EQ(Run({"list", "--limit", "5", "--all"}), 2);
  EXPECT_TRUE(service_.pages().empty());
}

TEST_F(RequestCommandTest, HelpsOnDemand) {
  for (const char* command : {"get", "resolve", "list"}) {
    EXPECT_EQ(Run({command, "-h"}), 0);
    EXPECT_THAT(out_.str(), HasSubstr("Exit codes:"));
    std::istringstream lines(out_.str());
    for (std::string line; std::getline(lines, line);) EXPECT_LE(line.size(), 104u) << line;
    const std::string page = out_.str();
    EXPECT_EQ(Run({command, "--help"}), 0);
    EXPECT_EQ(out_.str(), page);
  }
  EXPECT_EQ(Run({"--help"}), 0);
  EXPECT_THAT(out_.str(), HasSubstr("in_flight"));
  EXPECT_EQ(Run({"delete"}), 2);
  EXPECT_THAT(err_.str(), HasSubstr("delete is no command; there are get, resolve and list"));
}

}  // namespace
}  // namespace unpod::cli
