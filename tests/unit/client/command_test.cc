// The commands within this process, against a fake service.
#include "client/cli/command.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "tests/unit/client/fake_task_service.h"
#include "tests/unit/client/source_example.h"

namespace unpod::cli {
namespace {

using client::Details;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class CommandTest : public testing::Test {
 protected:
  int Run(const std::vector<std::string>& args, const std::string& in = "") {
    in_.str(in);
    out_.str("");
    err_.str("");
    Environment environment{&in_,  &out_, &err_,
                            false, false, [this](const std::string& name) {
                              return variables_[name]; }};
    return RunProgram(args, environment);
  }

  int Create(std::vector<std::string> more = {}) {
    std::vector<std::string> args = {"create",  "--address", service_.address(), "--space_token", "S",
                                     "--pilot", "p",         "--contact_number", "+1 555 0100"};
    args.insert(args.end(), more.begin(), more.end());
    return Run(args);
  }

  int CreateThatFails(absl::StatusCode code, const std::string& reason, const std::string& execution) {
    service_.Fail(code, "what happened", Details().Info(reason, {{"execution", execution}}).Serialize());
    return Create();
  }

  std::string TokenFile(const std::string& content) {
    std::string path = absl::StrCat(testing::TempDir(), "/token.", getpid());
    std::ofstream(path, std::ios::binary) << content;
    return path;
  }

  client::FakeTaskService service_;
  std::map<std::string, std::string> variables_;
  std::istringstream in_;
  std::ostringstream out_;
  std::ostringstream err_;
};

TEST_F(CommandTest, CreatesATask) {
  EXPECT_EQ(Create(), 0);
  EXPECT_THAT(out_.str(), HasSubstr("R74802366fe9011f0878d43cd8a99e069"));
  EXPECT_EQ(err_.str(), "");
}

TEST_F(CommandTest, CreatesTheSourceDocumentsExample) {
  EXPECT_EQ(
      Run({"create", "--address", service_.address(), "--space_token", "S", "--file", "-"}, kSourceExample),
      0)
      << err_.str();
  ASSERT_THAT(service_.calls(), SizeIs(1));
  EXPECT_EQ(service_.calls()[0].request.documents(0).email(), "john@example.com");
}

TEST_F(CommandTest, HasAnExitCodeForEachVerdict) {
  EXPECT_EQ(CreateThatFails(absl::StatusCode::kInvalidArgument, "INVALID_REQUEST", "not_started"), 3);
  EXPECT_EQ(CreateThatFails(absl::StatusCode::kUnauthenticated, "TOKEN_MISSING", "not_started"), 3);
  EXPECT_EQ(CreateThatFails(absl::StatusCode::kUnavailable, "UPSTREAM_UNREACHABLE", "not_started"), 4);
  EXPECT_EQ(CreateThatFails(absl::StatusCode::kResourceExhausted, "RATE_LIMITED", "not_started"), 4);
  EXPECT_EQ(CreateThatFails(absl::StatusCode::kUnknown, "UPSTREAM_ERROR", "unknown"), 5);
  EXPECT_EQ(CreateThatFails(absl::StatusCode::kInternal, "INTERNAL", "completed"), 5);
  service_.Stop();
  EXPECT_EQ(Create(), 6);
  EXPECT_THAT(service_.calls(), SizeIs(6));
}

TEST_F(CommandTest, ShowsErrorsOnStandardError) {
  EXPECT_EQ(CreateThatFails(absl::StatusCode::kUnknown, "UPSTREAM_ERROR", "unknown"), 5);
  EXPECT_EQ(out_.str(), "");
  EXPECT_THAT(err_.str(), HasSubstr("the calls may have been placed"));
  EXPECT_THAT(err_.str(), HasSubstr("UPSTREAM_ERROR"));
}

TEST_F(CommandTest, TellsHowToRepeatUnderTheIdThatItMade) {
  service_.Fail(absl::StatusCode::kUnknown, "lost",
                Details().Info("LOST", {{"execution", "unknown"}, {"repeat", "safe"}}).Serialize());
  EXPECT_EQ(Create(), 5);
  const std::string id = service_.calls().at(0).request.request_id();
  EXPECT_THAT(id, SizeIs(36));
  EXPECT_THAT(err_.str(), HasSubstr(absl::StrCat("the same command with --request_id=", id, "\n")));
  EXPECT_EQ(Create({"--json"}), 5);
  auto answer = nlohmann::json::parse(out_.str(), nullptr, false);
  EXPECT_EQ(answer["request_id"], service_.calls().at(1).request.request_id());
  EXPECT_EQ(answer["error"]["repeat_is_safe"], true);
  service_.Stop();
  EXPECT_EQ(Create({"--request_id", "order-1"}), 6);
  EXPECT_THAT(err_.str(), HasSubstr("request_id  order-1\n"));
}

TEST_F(CommandTest, AnswersInJsonWhateverHappens) {
  auto outcome = [this](const std::vector<std::string>& more) {
    int code = Create(more);
    EXPECT_EQ(err_.str(), "");
    auto answer = nlohmann::json::parse(out_.str(), nullptr, false);
    EXPECT_EQ(answer["exit_code"], code);
    return answer["outcome"].dump();
  };
  EXPECT_EQ(outcome({"--json"}), "\"created\"");
  EXPECT_EQ(outcome({"--json", "--nonsense"}), "\"usage\"");
  service_.Fail(absl::StatusCode::kUnavailable, "gone");
  EXPECT_EQ(outcome({"--json"}), "\"unknown\"");
  service_.Stop();
  EXPECT_EQ(outcome({"--json"}), "\"unreachable\"");
}

TEST_F(CommandTest, SendsNothingAfterAMistake) {
  EXPECT_EQ(Create({"--timeout", "soon", "--nonsense", "--schedule", "later"}), 2);
  for (const char* flag : {"--timeout", "--nonsense", "--schedule"}) EXPECT_THAT(err_.str(), HasSubstr(flag));
  EXPECT_THAT(service_.calls(), IsEmpty());
}

TEST_F(CommandTest, RefusesTimesThatAreNone) {
  for (const char* time : {"0", "-1s", "nan", "inf", "25h", "", "1e9", "0.0001"}) {
    EXPECT_EQ(Create({absl::StrCat("--timeout=", time)}), 2) << time;
  }
  for (const char* time : {"5", "5s", "1m30s", "0.5"}) EXPECT_EQ(Create({"--timeout", time}), 0) << time;
  EXPECT_LE(service_.calls().back().time_left, absl::Seconds(5));
}

TEST_F(CommandTest, TakesAddressAndTokenFromTheEnvironment) {
  variables_["UNPOD_TASK_ADDRESS"] = service_.address();
  variables_["UNPOD_API_TOKEN"] = "from-environment\n";
  EXPECT_EQ(Run({"create", "--space_token=S", "--pilot=p", "--contact_number=1234567890"}), 0) << err_.str();
  EXPECT_EQ(service_.calls().at(0).metadata.find("unpod-api-token")->second, "from-environment");
}

TEST_F(CommandTest, TakesTheTokenFromAFileFirst) {
  variables_["UNPOD_API_TOKEN"] = "from-environment";
  EXPECT_EQ(Create({"--api_token_file", TokenFile(" from-file \n")}), 0) << err_.str();
  EXPECT_EQ(service_.calls().at(0).metadata.find("unpod-api-token")->second, "from-file");
}

TEST_F(CommandTest, NeverShowsTheToken) {
  EXPECT_EQ(Create({"--api_token_file", TokenFile("two secret-words")}), 2);
  EXPECT_THAT(err_.str(), testing::Not(HasSubstr("secret-words")));
  EXPECT_EQ(Create({"--api_token_file", TokenFile("")}), 2);
  EXPECT_EQ(Create({"--api_token_file", TokenFile(std::string(5000, 'x'))}), 2);
  EXPECT_THAT(service_.calls(), IsEmpty());
}

TEST_F(CommandTest, KeepsTheTokenFromOtherMachinesWithoutTls) {
  variables_["UNPOD_API_TOKEN"] = "secret";
  EXPECT_EQ(Run({"create", "--address", "tasks.example.com:1", "--space_token=S", "--pilot=p", "--name=n"}),
            2);
  EXPECT_THAT(err_.str(), HasSubstr("--tls"));
}

TEST_F(CommandTest, PrintsTheAnswerElsewhereWhenStandardOutputIsBroken) {
  std::ostream broken(nullptr);
  Environment environment{&in_,  &broken, &err_,
                          false, false,   [](const std::string&) { return std::string(); }};
  std::vector<std::string> args = {"create",          "--address", service_.address(),
                                   "--space_token=S", "--pilot=p", "--name=n"};
  EXPECT_EQ(RunProgram(args, environment), 0);
  EXPECT_THAT(err_.str(), HasSubstr("R74802366fe9011f0878d43cd8a99e069"));
}

TEST_F(CommandTest, TellsHealth) {
  std::vector<std::string> health = {"health", "--address", service_.address()};
  EXPECT_EQ(Run(health), 0);
  EXPECT_EQ(out_.str(), absl::StrCat("SERVING  unpod_task.v1.TaskService at ", service_.address(), "\n"));
  EXPECT_EQ(Run({"health", "--address", service_.address(), "--service="}), 0);
  EXPECT_EQ(Run({"health", "--address", service_.address(), "--service", "no.such.Service"}), 1);
  EXPECT_THAT(out_.str(), HasSubstr("does not know this service"));
  service_.SetServing(false);
  EXPECT_EQ(Run(health), 1);
  EXPECT_THAT(out_.str(), HasSubstr("NOT_SERVING"));
  service_.Stop();
  EXPECT_EQ(Run(health), 6);
  EXPECT_THAT(err_.str(), HasSubstr("UNREACHABLE"));
  EXPECT_EQ(Run({"health", "--address", service_.address(), "--json"}), 6);
  EXPECT_THAT(out_.str(), HasSubstr(R"("outcome":"unreachable","exit_code":6)"));
}

TEST_F(CommandTest, HealthNeedsNoToken) {
  variables_["UNPOD_API_TOKEN"] = "not even a token";
  EXPECT_EQ(Run({"health", "--address", service_.address()}), 0) << err_.str();
}

TEST_F(CommandTest, WaitsForHealth) {
  service_.SetServing(false);
  std::vector<std::string> wait = {"health", "--address", service_.address(), "--wait", "300ms"};
  EXPECT_EQ(Run(wait), 1);
  service_.SetServing(true);
  EXPECT_EQ(Run(wait), 0);
}

TEST_F(CommandTest, HelpsOnDemand) {
  for (const std::vector<std::string>& args :
       std::vector<std::vector<std::string>>{{"--help"},
                                             {"help"},
                                             {"help", "create"},
                                             {"create", "--help"},
                                             {"create", "-h"},
                                             {"health", "--help"},
                                             {"help", "request"},
                                             {"help", "request", "get"},
                                             {"request", "--help"}}) {
    EXPECT_EQ(Run(args), 0);
    EXPECT_THAT(out_.str(), HasSubstr("Examples:"));
    EXPECT_EQ(err_.str(), "");
  }
  EXPECT_EQ(Run({"create", "--pilot", "p", "--help"}), 0);
  EXPECT_EQ(Run({"--version"}), 0);
  EXPECT_THAT(out_.str(), testing::StartsWith("unpod-task "));
}

TEST_F(CommandTest, DoesNotTakeALostValueForACallForHelp) {
  EXPECT_EQ(Create({"--name", "--help"}), 2) << "a script must not take this for a created task";
}

TEST_F(CommandTest, NamesTheCommandsThereAre) {
  EXPECT_EQ(Run({}), 2);
  EXPECT_EQ(Run({"delete"}), 2);
  EXPECT_THAT(err_.str(), HasSubstr("delete is no command; there are create, runs, tasks, watch, agents,"));
}

TEST(Help, FitsOnAPage) {
  for (absl::string_view flag :
       {"--file", "--space_token", "--label", "--address", "--api_token_file", "--json"}) {
    std::ostringstream out;
    Environment environment{nullptr, &out, nullptr, false, false, nullptr};
    std::vector<std::string> args = {"help", "create"};
    RunProgram(args, environment);
    EXPECT_THAT(out.str(), HasSubstr(std::string(flag)));
    std::istringstream lines(out.str());
    for (std::string line; std::getline(lines, line);) EXPECT_LE(line.size(), 104u) << line;
  }
}

}  // namespace
}  // namespace unpod::cli
