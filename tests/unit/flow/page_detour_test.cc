#include "server/flow/page_detour.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "absl/strings/str_cat.h"

namespace unpod::flow {
namespace {

// A list of `elements`, of which those in `bad` make each page fail that they stand on. One of its pages is
// read: "items/skipped of total in N reads", or that it was given up.
std::string ReadAround(int elements, const std::set<int>& bad, int page, int size, bool is_broken = false) {
  const auto fails = [&](int number, int of) {
    const auto first = bad.lower_bound((number - 1) * of);
    return is_broken || (first != bad.end() && *first < number * of);
  };
  EXPECT_TRUE(fails(page, size)) << "nothing to go around";
  PageDetour detour(page, size);
  PageDetour::Step step = detour.Avoid();
  int reads = 1;
  for (; step == PageDetour::Step::kRead && reads < 1000; ++reads) {
    if (fails(detour.page(), detour.size())) {
      step = detour.Avoid();
      continue;
    }
    unpod::Page part;
    part.total = elements;
    const int from = (detour.page() - 1) * detour.size();
    for (int i = from; i < from + detour.size() && i < elements; ++i) part.items.emplace_back();
    step = detour.Add(std::move(part));
  }
  if (step == PageDetour::Step::kGiveUp) return absl::StrCat("given up in ", reads);
  const unpod::Page found = detour.Take();
  return absl::StrCat(found.items.size(), "/", found.skipped, " of ", found.total, " in ", reads);
}

TEST(PageDetour, LeavesOutWhatCannotBeRead) {
  EXPECT_EQ(ReadAround(200, {70}, 2, 50), "49/1 of 200 in 16");
  EXPECT_EQ(ReadAround(60, {55}, 2, 50), "9/1 of 60 in 9");
  EXPECT_EQ(ReadAround(200, {50, 99}, 2, 50).substr(0, 4), "48/2");
  EXPECT_EQ(ReadAround(10, {3}, 2, 3), "2/1 of 10 in 4");
}

TEST(PageDetour, GetsPastAPageOfNothingElse) {
  EXPECT_EQ(ReadAround(10, {3}, 4, 1), "0/1 of 10 in 2");
  EXPECT_EQ(ReadAround(10, {3, 4, 5}, 4, 1), "0/1 of 10 in 4");
  EXPECT_EQ(ReadAround(4, {3}, 4, 1), "0/1 of 4 in 2") << "behind the end the list is empty";
  EXPECT_EQ(ReadAround(1, {0}, 1, 1), "0/1 of 1 in 2");
  EXPECT_EQ(ReadAround(10, {4, 5, 6, 7, 8, 9}, 5, 1), "0/1 of 10 in 5") << "the first element tells";
}

TEST(PageDetour, GivesUpWhereTheUpstreamDoesNotWork) {
  EXPECT_EQ(ReadAround(100, {}, 1, 50, true), "given up in 6");
  EXPECT_EQ(ReadAround(100, {}, 1, 1, true), "given up in 4");
  EXPECT_EQ(ReadAround(100, {}, 7, 1, true), "given up in 5");
}

}  // namespace
}  // namespace unpod::flow
