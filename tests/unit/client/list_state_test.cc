// What is read of a list that was begun, where its file is not as it was written.
#include "client/cli/list_state.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"

namespace unpod::cli {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class ListStateTest : public testing::Test {
 protected:
  ~ListStateTest() override { std::remove(path_.c_str()); }

  // The state's file as it is written.
  std::string Written() {
    ListState state;
    state.header.set_request_id("list-1");
    state.header.set_pilot("space-agent");
    state.bytes = 120;
    state.contacts = 2;
    state.begun = absl::FromUnixSeconds(1770443865);
    EXPECT_EQ(WriteListState(path_, state), "");
    std::ifstream file(path_);
    return {std::istreambuf_iterator<char>(file), {}};
  }

  std::optional<ListState> Read(const std::string& text) {
    std::ofstream(path_) << text;
    problems_.clear();
    return ReadListState(path_, &problems_);
  }

  const std::string path_ = absl::StrCat(testing::TempDir(), "list_state_test.", getpid());
  Problems problems_;
};

TEST_F(ListStateTest, ReadsWhatItWrote) {
  const auto state = Read(Written());
  ASSERT_TRUE(state.has_value());
  EXPECT_THAT(problems_, IsEmpty());
  EXPECT_EQ(state->header.request_id(), "list-1");
  EXPECT_EQ(state->bytes, 120u);
  EXPECT_EQ(state->contacts, 2u);
  EXPECT_EQ(state->begun, absl::FromUnixSeconds(1770443865));
}

// It had one handling, in a field of its own.
TEST_F(ListStateTest, ReadsWhatItWroteAsVersion01) {
  const auto state_with = [this](const std::string& handling) {
    return Read(absl::StrReplaceAll(
        Written(),
        {{"\"header\": {", absl::StrCat("\"header\": {\"invalidDocuments\": \"", handling, "\",")}}));
  };
  const auto stopping = state_with("INVALID_DOCUMENTS_STOP");
  ASSERT_TRUE(stopping.has_value());
  EXPECT_EQ(stopping->header.policy().invalid(), unpod_task::v1::HANDLING_STOP);
  const auto skipping = state_with("INVALID_DOCUMENTS_SKIP");
  ASSERT_TRUE(skipping.has_value());
  EXPECT_FALSE(skipping->header.has_policy());
}

TEST_F(ListStateTest, RefusesWhatItDidNotWrite) {
  const std::string written = Written();
  const std::string deep = std::string(100'000, '[') + std::string(100'000, ']');
  const std::pair<std::string, std::string> changes[] = {
      {"\"version\": 1", "\"version\": \"1\""},
      {"\"version\": 1", "\"version\": 2"},
      {"\"version\": 1", "\"version\": 1.5"},
      {"\"version\": 1", absl::StrCat("\"version\": ", deep)},
      {"\"bytes\": 120", "\"bytes\": -1"},
      {"\"header\": {", absl::StrCat("\"header\": {\"x\": ", deep, ",")},
      {"list-1", ""},
      {"2026-02-07T05:57:45+00:00", "infinite-past"},
  };
  for (const auto& [from, to] : changes) {
    const std::string changed = absl::StrReplaceAll(written, {{from, to}});
    ASSERT_NE(changed, written) << from;
    EXPECT_FALSE(Read(changed).has_value()) << to.substr(0, 40);
    EXPECT_THAT(problems_, ElementsAre(Problem{"--resume", absl::StrCat("cannot read ", path_)}));
  }
  for (const char* text : {"", "{}", "[]", "null", "\xff"}) EXPECT_FALSE(Read(text).has_value()) << text;
}

}  // namespace
}  // namespace unpod::cli
