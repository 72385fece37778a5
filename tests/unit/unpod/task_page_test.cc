#include "server/unpod/task_page.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"

namespace unpod::unpod {
namespace {

// A page of the upstream's documentation, with a mark in its one task.
std::string PageWith(const std::string& mark) {
  return absl::StrCat(
      R"({"count":1,"status_code":200,"message":"Tasks Fetched Successfully","data":[{"_id":"697debb84c27faa892bfa0cc",)"
      R"("task_id":"T8ff2ccdffe9a11f0878d43cd8a99e069","run_id":"R8ff2ccdefe9a11f0878d43cd8a99e069",)"
      R"("task":{"objective":"Call it"},"input":{"name":"John","contact_number":"1234567890","client_request_id":)",
      mark, R"(},"output":{"transcript":[{"role":"user","content":"hello"}]},"status":"pending"}]})");
}

TEST(TaskPage, FindsTheMarkAndItsDocument) {
  const TaskPage page = ReadTaskPage(PageWith(R"("abc-7")"), "client_request_id", "abc");
  ASSERT_TRUE(page.is_readable);
  EXPECT_EQ(page.tasks, 1u);
  ASSERT_EQ(page.marked.size(), 1u);
  EXPECT_EQ(page.marked[0].document, 7u);
  EXPECT_EQ(page.marked[0].task_id, "T8ff2ccdffe9a11f0878d43cd8a99e069");
  EXPECT_EQ(page.marked[0].run_id, "R8ff2ccdefe9a11f0878d43cd8a99e069");
  EXPECT_EQ(page.marked[0].status, "pending");
}

TEST(TaskPage, TakesNothingElseForTheMark) {
  for (const char* mark : {R"("abc")", R"("abc-")", R"("abc-x")", R"("abcd-1")", R"("ab-1")", R"("abc-1 ")",
                           R"("abc--1")", "7", "null", R"({"abc-1":1})"}) {
    const TaskPage page = ReadTaskPage(PageWith(mark), "client_request_id", "abc");
    EXPECT_TRUE(page.is_readable) << mark;
    EXPECT_TRUE(page.marked.empty()) << mark;
  }
  EXPECT_TRUE(ReadTaskPage(PageWith(R"("abc-1")"), "other_name", "abc").marked.empty());
}

TEST(TaskPage, TakesAnyBytes) {
  for (const char* body : {"", "null", "[]", "{}", R"({"data":{}})", R"({"data":"x"})", "<html>502</html>",
                           "{\"data\":[", "\xff\xfe"}) {
    EXPECT_FALSE(ReadTaskPage(body, "client_request_id", "abc").is_readable) << body;
  }
  const TaskPage odd =
      ReadTaskPage(R"({"data":[1,null,[],{},{"input":3},{"task_id":5,"input":{"client_request_id":"abc-1"}},)"
                   R"({"task_id":"../x","run_id":"R1","input":{"client_request_id":"abc-1"}}]})",
                   "client_request_id", "abc");
  EXPECT_TRUE(odd.is_readable);
  EXPECT_EQ(odd.tasks, 7u);
  EXPECT_TRUE(odd.marked.empty());
  const std::string deep(100'000, '[');
  EXPECT_FALSE(ReadTaskPage(deep, "client_request_id", "abc").is_readable);
  EXPECT_FALSE(ReadTaskPage(R"({"data":)" + deep, "client_request_id", "abc").is_readable);
}

// From the documentation: the task was created at 2026-01-31T11:47.
TEST(TaskPage, KnowsWhenATaskWasMade) {
  const TaskPage page = ReadTaskPage(PageWith("null"), "client_request_id", "abc");
  ASSERT_TRUE(page.oldest.has_value());
  EXPECT_EQ(absl::FormatTime("%Y-%m-%dT%H:%M", *page.oldest, absl::UTCTimeZone()), "2026-01-31T11:47");
}

TEST(TaskPage, KnowsBetweenWhichTimesItIs) {
  const TaskPage page =
      ReadTaskPage(R"({"data":[{"task_id":"odd"},{"task_id":"T8ff2ccdffe9a11f0878d43cd8a99e069"},)"
                   R"({"task_id":"T74802366fe9011f0878d43cd8a99e069"},{"task_id":7}]})",
                   "client_request_id", "abc");
  EXPECT_EQ(page.newest, TimeOfId("T8ff2ccdffe9a11f0878d43cd8a99e069"));
  EXPECT_EQ(page.oldest, TimeOfId("T74802366fe9011f0878d43cd8a99e069"));
}

TEST(TimeOfId, IsInTheIdOfVersion1Only) {
  EXPECT_TRUE(TimeOfId("R74802366fe9011f0878d43cd8a99e069").has_value());
  EXPECT_FALSE(TimeOfId("R74802366fe9041f0878d43cd8a99e069").has_value()) << "version 4";
  EXPECT_FALSE(TimeOfId("T1").has_value());
  EXPECT_FALSE(TimeOfId("R7480236_fe9011f0878d43cd8a99e069").has_value());
  EXPECT_FALSE(TimeOfId("R0x802366fe9011f0878d43cd8a99e069").has_value());
  EXPECT_FALSE(TimeOfId("R 4802366fe9011f0878d43cd8a99e069").has_value());
  EXPECT_FALSE(TimeOfId("R74802366fe9011f0878d43cd8a99e06_").has_value());
  EXPECT_FALSE(TimeOfId("-74802366fe9011f0878d43cd8a99e069").has_value());
}

}  // namespace
}  // namespace unpod::unpod
