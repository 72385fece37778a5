#include "sandbox/journal.h"

#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"

namespace unpod::sandbox {
namespace {

Entry Accepted(Journal& journal, const std::string& body, int tasks = 1) {
  Entry entry{.body = body, .space = "SPACE", .accepted = true};
  entry.tick = journal.NextTick(absl::UnixEpoch(), tasks);
  entry.task_count = tasks;
  return entry;
}

std::string PairBody(const std::string& a, const std::string& b) {
  return absl::StrCat(R"({"documents":[{"id":")", a, R"("},{"id":")", b, R"("}]})");
}

TEST(Journal, CountsEachValueOfAKey) {
  Journal journal(1 << 20);
  journal.Add(Accepted(journal, PairBody("x", "x"), 2));
  journal.Add(Accepted(journal, PairBody("x", "y"), 2));
  journal.Add({.body = PairBody("x", "z")});
  auto counts = journal.CountBy("id");
  EXPECT_EQ(counts["x"].received, 3);
  EXPECT_EQ(counts["x"].accepted, 2);
  EXPECT_EQ(counts["x"].calls, 3);
  EXPECT_EQ(counts["y"].calls, 1);
  EXPECT_EQ(counts["z"].received, 1);
  EXPECT_EQ(counts["z"].accepted, 0);
  EXPECT_TRUE(journal.CountBy("name").empty());
}

TEST(Journal, DoesNotCountTheTasksOfAHalfMadeRun) {
  Journal journal(1 << 20);
  journal.Add(Accepted(journal, PairBody("x", "y"), 1));
  EXPECT_EQ(journal.CountBy("id")["x"].calls, 1);
  EXPECT_EQ(journal.CountBy("id")["y"].calls, 0);
}

TEST(Journal, DropsTheOldestAndSaysSo) {
  Journal journal(10'000);
  const Entry first = Accepted(journal, PairBody("x", "y"));
  journal.Add(first);
  for (int i = 0; i < 1000; ++i) journal.Add(Accepted(journal, PairBody("x", "y")));
  EXPECT_EQ(journal.book().received, 1001) << "the totals stay";
  EXPECT_GT(journal.book().dropped, 900);
  EXPECT_EQ(journal.entries().size() + static_cast<size_t>(journal.book().dropped), 1001u);
  EXPECT_EQ(journal.Find(first.tick), nullptr);
  EXPECT_NE(journal.Find(journal.entries().back().tick), nullptr);
}

}  // namespace
}  // namespace unpod::sandbox
