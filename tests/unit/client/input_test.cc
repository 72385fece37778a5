#include "client/cli/input.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include <fstream>
#include <sstream>

#include "absl/strings/str_cat.h"

namespace unpod::cli {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class InputTest : public testing::Test {
 protected:
  std::optional<std::string> Read(const std::string& path, size_t max_bytes) {
    return ReadInput(path, in_, max_bytes, "--file", &problems_);
  }
  std::istringstream in_{"from standard input"};
  Problems problems_;
};

TEST_F(InputTest, ReadsStandardInput) {
  EXPECT_EQ(Read("-", 100), "from standard input");
}

TEST_F(InputTest, ReadsAFile) {
  std::string path = absl::StrCat(testing::TempDir(), "/input.", getpid());
  std::ofstream(path, std::ios::binary) << std::string(200000, 'x') << std::string("\0\xff", 2);
  EXPECT_EQ(Read(path, 1 << 20), std::string(200000, 'x') + std::string("\0\xff", 2));
  std::ofstream(path, std::ios::binary | std::ios::trunc);
  EXPECT_EQ(Read(path, 10), "");
  EXPECT_TRUE(problems_.empty());
}

TEST_F(InputTest, StopsAtTheCap) {
  EXPECT_EQ(Read("-", 19), "from standard input");
  in_ = std::istringstream("from standard input");
  EXPECT_EQ(Read("-", 18), std::nullopt);
  EXPECT_THAT(problems_, ElementsAre(Problem{"--file", "standard input is larger than 18 bytes"}));
}

TEST_F(InputTest, StopsAtTheCapOfAFileWithoutEnd) {
  EXPECT_EQ(Read("/dev/zero", kMaxBodyBytes), std::nullopt);
  EXPECT_THAT(problems_.at(0).what, HasSubstr("is larger than 16777216 bytes"));
}

TEST_F(InputTest, SaysWhyAFileCannotBeRead) {
  EXPECT_EQ(Read("/does/not/exist", 10), std::nullopt);
  EXPECT_EQ(Read("/", 10), std::nullopt);
  EXPECT_THAT(problems_,
              ElementsAre(Problem{"--file", "cannot read /does/not/exist: No such file or directory"},
                          Problem{"--file", "cannot read /: Is a directory"}));
}

}  // namespace
}  // namespace unpod::cli
