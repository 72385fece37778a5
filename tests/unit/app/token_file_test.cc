#include "server/app/token_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <thread>

#include "tests/testing/temp_folder.h"

namespace unpod::app {
namespace {

std::string Parsed(absl::string_view text) {
  const auto tokens = ParseTokens(text);
  if (!tokens.ok()) return "wrong";
  std::string all;
  for (const base::Secret& token : *tokens) all += token.Reveal() + ";";
  return all;
}

TEST(TokenFile, HoldsATokenToALine) {
  EXPECT_EQ(Parsed("abc"), "abc;");
  EXPECT_EQ(Parsed("new\nold\n"), "new;old;");
  EXPECT_EQ(Parsed("\r\n  new\r\n\r\n\told\r\n\n"), "new;old;");
}

TEST(TokenFile, HoldsNothingElse) {
  EXPECT_EQ(Parsed(""), "wrong");
  EXPECT_EQ(Parsed("\n\r\n"), "wrong");
  EXPECT_EQ(Parsed("a\nb\nc"), "wrong");
  EXPECT_EQ(Parsed("two words"), "wrong");
  EXPECT_EQ(Parsed(std::string(513, 'x')), "wrong");
  EXPECT_EQ(Parsed("abc" + std::string(5000, '\n')), "wrong");
}

TEST(TokenFile, AMistakeIsToldWithoutItsText) {
  EXPECT_THAT(std::string(ParseTokens("good\nmy secret\n").status().message()),
              ::testing::Not(::testing::HasSubstr("secret")));
}

class TokenFileWatch : public ::testing::Test {
 protected:
  TokenFileWatch() { token_->Set({base::Secret("first")}); }

  void Write(const std::string& text) { std::ofstream(path_) << text; }
  // Waits until that is the token.
  bool Becomes(TokenFile& file, const std::string& token) {
    const auto last = base::MonotonicNow() + std::chrono::seconds(20);
    while (token_->First().Reveal() != token) {
      if (base::MonotonicNow() >= last) return false;
      file.Look();
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    return true;
  }

  const testing::TempFolder folder_;
  const std::string path_ = folder_.path() + "/token";
  const std::shared_ptr<flow::ServiceToken> token_ = std::make_shared<flow::ServiceToken>();
};

TEST_F(TokenFileWatch, IsReadAnewHoweverItChanges) {
  Write("first");
  TokenFile file(path_, token_);
  Write("second");
  EXPECT_TRUE(Becomes(file, "second"));
  std::ofstream(path_ + ".new") << "third\nsecond\n";
  std::filesystem::rename(path_ + ".new", path_);
  EXPECT_TRUE(Becomes(file, "third"));
}

TEST_F(TokenFileWatch, KeepsTheLastGoodOnes) {
  Write("second");
  TokenFile file(path_, token_);
  EXPECT_TRUE(Becomes(file, "second"));
  std::filesystem::remove(path_);
  for (const char* const wrong : {"", "two words"}) {
    file.Look();
    Write(wrong);
  }
  Write("third");
  EXPECT_TRUE(Becomes(file, "third")) << "and takes the next good ones";
}

}  // namespace
}  // namespace unpod::app
