#include "client/cli/flags.h"

#include <gmock/gmock.h>

namespace unpod::cli {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const std::vector<FlagSpec>& Specs() {
  static const std::vector<FlagSpec> specs = {
      {"Task", "pilot", FlagKind::kValue, "HANDLE", "The agent."},
      {"Task", "space_token", FlagKind::kValue, "TOKEN", "The space."},
      {"Contact", "label", FlagKind::kList, "TEXT", "A label."},
      {"Output", "json", FlagKind::kSwitch, "", "JSON."},
  };
  return specs;
}

class FlagsTest : public testing::Test {
 protected:
  Flags Parse(const std::vector<std::string>& args) { return Flags::Parse(args, Specs(), &problems_); }
  Problems problems_;
};

TEST_F(FlagsTest, TakesBothForms) {
  Flags flags = Parse({"--pilot", "p", "--space_token=s=1", "--json"});
  EXPECT_THAT(problems_, IsEmpty());
  EXPECT_EQ(flags.Get("pilot"), "p");
  EXPECT_EQ(flags.Get("space_token"), "s=1");
  EXPECT_TRUE(flags.Has("json"));
}

TEST_F(FlagsTest, TakesDashesForUnderscores) {
  EXPECT_EQ(Parse({"--space-token", "s-1"}).Get("space_token"), "s-1");
  EXPECT_THAT(problems_, IsEmpty());
}

TEST_F(FlagsTest, KeepsTheOrderOfAList) {
  EXPECT_THAT(Parse({"--label", "b", "--label=a"}).GetAll("label"), ElementsAre("b", "a"));
}

TEST_F(FlagsTest, TakesEmptyAndDashedValues) {
  Flags flags = Parse({"--pilot", "", "--space_token=--x", "--label", "-"});
  EXPECT_THAT(problems_, IsEmpty());
  EXPECT_TRUE(flags.Has("pilot"));
  EXPECT_EQ(flags.Get("pilot", "otherwise"), "");
  EXPECT_EQ(flags.Get("space_token"), "--x");
  EXPECT_EQ(flags.Get("label"), "-");
}

TEST_F(FlagsTest, NamesAllMistakesAtOnce) {
  Parse({"--pilto", "x", "--nonsense=1", "stray", "--json=yes", "--pilot", "a", "--pilot", "b", "--label",
         "--space_token", "\xff"});
  EXPECT_THAT(
      problems_,
      ElementsAre(Problem{"--pilto", "is no flag; did you mean --pilot?"},
                  Problem{"--nonsense", "is no flag"}, Problem{"stray", "is not expected here"},
                  Problem{"--json", "takes no value"}, Problem{"--pilot", "is given twice"},
                  Problem{"--label", "needs a value: TEXT"}, Problem{"--space_token", "is not valid UTF-8"}));
}

TEST_F(FlagsTest, NeedsAValueAtTheEnd) {
  Parse({"--pilot"});
  EXPECT_THAT(problems_, ElementsAre(Problem{"--pilot", "needs a value: HANDLE"}));
}

TEST(FlagHelp, IsATableByGroups) {
  EXPECT_EQ(FlagHelp(Specs()),
            "Task:\n"
            "  --pilot HANDLE            The agent.\n"
            "  --space_token TOKEN       The space.\n"
            "\nContact:\n"
            "  --label TEXT              A label.\n"
            "\nOutput:\n"
            "  --json                    JSON.\n");
}

}  // namespace
}  // namespace unpod::cli
