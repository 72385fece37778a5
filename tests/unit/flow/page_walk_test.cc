#include "server/flow/page_walk.h"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"

namespace unpod::flow {
namespace {

// Walks through `elements`, of which `bad` ones make each page fail that they stand on; what was read, in
// order.
struct Walked {
  std::vector<int> read;
  int requests = 0;
  bool complete = false;
  bool gave_up = false;
};
Walked Walk(int elements, const std::set<int>& bad, int page_size = 50, int max_pages = 200,
            int first_page = 1) {
  Walked walked;
  PageWalk walk(page_size, max_pages, first_page);
  while (true) {
    ++walked.requests;
    const int from = (walk.page() - 1) * walk.size();
    const int until = from + walk.size();
    const auto first_bad = bad.lower_bound(from);
    if (first_bad != bad.end() && *first_bad < until) {
      walked.gave_up = !walk.Avoid();
      if (walked.gave_up) return walked;
      continue;
    }
    for (int i = from; i < until && i < elements; ++i) walked.read.push_back(i);
    walked.complete = walk.is_complete();
    if (until > elements) return walked;
    walked.gave_up = !walk.Next();
    if (walked.gave_up) return walked;
  }
}

std::vector<int> AllBut(int elements, const std::set<int>& bad) {
  std::vector<int> all;
  for (int i = 0; i < elements; ++i) {
    if (!bad.contains(i)) all.push_back(i);
  }
  return all;
}

TEST(PageWalk, ReadsPageAfterPage) {
  const Walked walked = Walk(120, {});
  EXPECT_EQ(walked.read, AllBut(120, {}));
  EXPECT_EQ(walked.requests, 3);
  EXPECT_TRUE(walked.complete);
}

TEST(PageWalk, PassesOverWhatCannotBeReadAndSaysSo) {
  for (const std::set<int>& bad : {std::set<int>{0}, {49}, {50}, {7, 60}, {3, 4, 5}}) {
    const Walked walked = Walk(120, bad);
    EXPECT_EQ(walked.read, AllBut(120, bad)) << *bad.begin();
    EXPECT_FALSE(walked.complete);
    EXPECT_LE(walked.requests, 3 + static_cast<int>(bad.size()) * 15);
  }
}

TEST(PageWalk, KnowsOtherSizes) {
  for (const int size : {1, 2, 3, 7, 20, 30, 49}) {
    EXPECT_EQ(Walk(120, {61}, size).read, AllBut(120, {61})) << size;
  }
}

TEST(PageWalk, GivesUpOnAListThatDoesNotWork) {
  const Walked walked = Walk(120, {0, 1, 2, 3, 4, 5});
  EXPECT_TRUE(walked.gave_up);
  EXPECT_LT(walked.requests, 8);
}

TEST(PageWalk, GivesUpAfterSoManyPages) {
  const Walked walked = Walk(1000, {}, 50, 4);
  EXPECT_TRUE(walked.gave_up);
  EXPECT_EQ(walked.requests, 4);
}

TEST(PageWalk, BeginsWhereItIsTold) {
  const Walked walked = Walk(1000, {955}, 50, 200, 19);
  std::vector<int> last = AllBut(1000, {955});
  last.erase(last.begin(), last.begin() + 900);
  EXPECT_EQ(walked.read, last);
}

}  // namespace
}  // namespace unpod::flow
