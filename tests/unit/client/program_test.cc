// The built program as a process, against a fake service.
#include <gmock/gmock.h>

#include <filesystem>

#include "client/cli/exit_code.h"
#include "tests/unit/client/fake_task_service.h"
#include "tests/unit/client/source_example.h"
#include "tests/unit/client/subprocess.h"

namespace unpod::cli {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;

// Built beside this test program, in the folder bin.
std::string TaskProgram() {
  const auto tests = std::filesystem::read_symlink("/proc/self/exe").parent_path();
  return (tests.parent_path() / "bin" / "unpod-task").string();
}

class ProgramTest : public testing::Test {
 protected:
  Finished Run(std::vector<std::string> args, const std::string& in = "", Output output = Output::kFile,
               std::vector<std::string> variables = {}) {
    args.insert(args.begin(), TaskProgram());
    variables.push_back("UNPOD_TASK_ADDRESS=" + service_.address());
    return RunProcess(args, variables, in, output);
  }
  client::FakeTaskService service_;
};

TEST_F(ProgramTest, CreatesTheSourceDocumentsExampleFromStandardInput) {
  Finished finished =
      Run({"create", "--space_token", "8KZAMRAHSXXXXXXMAYNASMJC", "--file", "-"}, kSourceExample);
  EXPECT_EQ(finished.exit_code, kExitOk) << finished.err;
  EXPECT_THAT(finished.out, HasSubstr("run_id      R74802366fe9011f0878d43cd8a99e069\n"));
  EXPECT_THAT(finished.out, Not(HasSubstr("\x1b")));
  EXPECT_EQ(finished.err, "");
  EXPECT_THAT(service_.calls(), SizeIs(1));
}

TEST_F(ProgramTest, TellsAScriptThatTheOutcomeIsUnknown) {
  service_.Fail(absl::StatusCode::kUnknown, "Unpod answered with an error",
                client::Details().Info("UPSTREAM_ERROR", {{"execution", "unknown"}}).Serialize());
  Finished finished = Run({"create", "--space_token=S", "--pilot=p", "--name=n", "--json"});
  EXPECT_EQ(finished.exit_code, kExitUnknown);
  EXPECT_THAT(finished.out, HasSubstr(R"("outcome":"unknown")"));
}

TEST_F(ProgramTest, SaysNothingButItsOwnWordsWhenNobodyListens) {
  service_.Stop();
  Finished finished = Run({"create", "--space_token=S", "--pilot=p", "--name=n"});
  EXPECT_EQ(finished.exit_code, kExitUnreachable);
  EXPECT_THAT(finished.err,
              testing::StartsWith("The service is not reachable. Nobody was called by this attempt.\n"));
}

TEST_F(ProgramTest, IsColouredOnATerminalOnly) {
  const std::vector<std::string> health = {"health"};
  EXPECT_THAT(Run(health, "", Output::kTerminal, {"TERM=xterm"}).out, HasSubstr("\x1b[1;32mSERVING\x1b[0m"));
  EXPECT_THAT(Run(health, "", Output::kTerminal, {"TERM=xterm", "NO_COLOR=1"}).out, Not(HasSubstr("\x1b")));
  EXPECT_THAT(Run(health, "", Output::kTerminal, {"TERM=dumb"}).out, Not(HasSubstr("\x1b")));
  EXPECT_THAT(Run(health, "", Output::kFile, {"TERM=xterm"}).out, testing::StartsWith("SERVING"));
}

TEST_F(ProgramTest, IgnoresAProxyOfTheEnvironment) {
  Finished finished =
      Run({"health"}, "", Output::kFile, {"http_proxy=http://127.0.0.1:1", "grpc_proxy=http://127.0.0.1:1"});
  EXPECT_EQ(finished.exit_code, kExitOk) << finished.err;
}

}  // namespace
}  // namespace unpod::cli
