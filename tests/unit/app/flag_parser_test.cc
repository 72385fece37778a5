#include "server/app/flag_parser.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "absl/flags/flag.h"
#include "absl/flags/reflection.h"
#include "absl/time/time.h"

ABSL_FLAG(std::string, test_name, "none", "A name");
ABSL_FLAG(bool, test_switch, true, "A switch");
ABSL_FLAG(int64_t, test_number, 7, "A number");
ABSL_FLAG(int64_t, test_port, 1, "A port");
ABSL_FLAG(absl::Duration, test_time, absl::Seconds(1), "A time");

namespace unpod::app {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class FlagParser : public ::testing::Test {
 protected:
  std::vector<std::string> Parse(const std::vector<std::string>& arguments) {
    return ParseFlags(groups_, "UNPOD_TEST_", arguments, [this](const char* name) -> const char* {
      const auto found = environment_.find(name);
      return found == environment_.end() ? nullptr : found->second.c_str();
    });
  }

  absl::FlagSaver saver_;
  const std::vector<FlagGroup> groups_ = {
      {"All", {"test_name", "test_switch", "test_number", "test_time", "test_port"}}};
  std::map<std::string, std::string> environment_;
};

TEST_F(FlagParser, TakesEachForm) {
  EXPECT_THAT(Parse({"--test_name=a", "--test_number", "8", "--notest_switch", "--test_time=2m"}), IsEmpty());
  EXPECT_EQ(absl::GetFlag(FLAGS_test_name), "a");
  EXPECT_EQ(absl::GetFlag(FLAGS_test_number), 8);
  EXPECT_FALSE(absl::GetFlag(FLAGS_test_switch));
  EXPECT_EQ(absl::GetFlag(FLAGS_test_time), absl::Minutes(2));
}

TEST_F(FlagParser, ReadsTheEnvironmentAndPrefersTheCommandLine) {
  environment_ = {{"UNPOD_TEST_TEST_NAME", "from environment"}, {"UNPOD_TEST_TEST_NUMBER", "9"}};
  EXPECT_THAT(Parse({"--test_name=from command line"}), IsEmpty());
  EXPECT_EQ(absl::GetFlag(FLAGS_test_name), "from command line");
  EXPECT_EQ(absl::GetFlag(FLAGS_test_number), 9);
}

TEST_F(FlagParser, ReportsAllMistakesAtOnceWithoutTheirValues) {
  environment_ = {{"UNPOD_TEST_TEST_TIME", "secret"}};
  EXPECT_THAT(
      Parse({"--test_number=secret", "--unknown=secret", "secret", "--notest_name", "--test_name"}),
      ElementsAre("UNPOD_TEST_TEST_TIME: must be a duration such as 500ms, 30s or 5m",
                  "--test_number: must be a whole number", "--unknown: no such flag; --help lists them",
                  "unexpected argument number 3: flags begin with --",
                  "--notest_name: no such flag; --help lists them", "--test_name: needs a value"));
}

TEST_F(FlagParser, DescribesFlagsForAPerson) {
  const std::string text = DescribeFlags(groups_, "UNPOD_TEST_");
  EXPECT_THAT(text, HasSubstr("--test_number=7   (UNPOD_TEST_TEST_NUMBER)\n      A number\n"));
}

TEST_F(FlagParser, NamesVariablesThatAreNoFlags) {
  const char* const environment[] = {"UNPOD_TEST_TEST_NAME=x", "UNPOD_TEST_TEST_NAM=x",
                                     "UNPOD_TEST_test_name=x", "HOME=/",
                                     "UNPOD_TEST_=1",          nullptr};
  size_t links = 0;
  EXPECT_THAT(UnknownVariables(groups_, "UNPOD_TEST_", environment, &links),
              ElementsAre(HasSubstr("UNPOD_TEST_TEST_NAM:"), HasSubstr("UNPOD_TEST_test_name:"),
                          HasSubstr("UNPOD_TEST_:")));
  EXPECT_EQ(links, 0u);
}

TEST_F(FlagParser, PassesOverVariablesThatDescribeAService) {
  const char* const environment[] = {"UNPOD_TEST_SERVICE_HOST=10.0.0.1",
                                     "UNPOD_TEST_PORT=tcp://10.0.0.1:50051",
                                     "UNPOD_TEST_OTHER_PORT_80_TCP_ADDR=10.0.0.1",
                                     "UNPOD_TEST_PORT=50051",
                                     "UNPOD_TEST",
                                     nullptr};
  size_t links = 0;
  EXPECT_THAT(UnknownVariables(groups_, "UNPOD_TEST_", environment, &links),
              ElementsAre(HasSubstr("UNPOD_TEST_PORT:")));
  EXPECT_EQ(links, 3u);
}

TEST_F(FlagParser, AServiceWhoseVariableIsAFlagsDoesNotSetIt) {
  environment_ = {{"UNPOD_TEST_TEST_PORT", "tcp://10.0.0.1:80"}};
  EXPECT_THAT(Parse({}), IsEmpty());
  EXPECT_EQ(absl::GetFlag(FLAGS_test_port), 1);
  environment_ = {{"UNPOD_TEST_TEST_PORT", "http"}};
  EXPECT_THAT(Parse({}), ElementsAre("UNPOD_TEST_TEST_PORT: must be a whole number"));
}

}  // namespace
}  // namespace unpod::app
