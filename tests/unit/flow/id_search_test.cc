#include "server/flow/id_search.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <optional>
#include <vector>

namespace unpod::flow {
namespace {

// A list of elements by their times in seconds, newest first, and the search for one in it.
class IdList {
 public:
  explicit IdList(std::vector<int> times) : times_(std::move(times)) {}

  struct Found {
    bool found = false;
    int reads = 0;
  };
  Found Find(std::optional<int> time, int element, int page_size = 10) {
    IdSearch search(time.has_value() ? std::optional(At(*time)) : std::nullopt, page_size);
    Found result;
    while (true) {
      ++result.reads;
      const auto from = std::min(times_.size(), static_cast<size_t>((search.page() - 1) * page_size));
      const auto until = std::min(times_.size(), from + static_cast<size_t>(page_size));
      for (size_t i = from; i < until; ++i) result.found = result.found || times_[i] == element;
      if (result.found || result.reads > 1000) return result;
      const auto total = static_cast<int64_t>(times_.size());
      const bool more = from == until ? search.Next(total, std::nullopt, std::nullopt)
                                      : search.Next(total, At(times_[from]), At(times_[until - 1]));
      if (!more) return result;
    }
  }

 private:
  static absl::Time At(int unix_time) { return absl::FromUnixSeconds(unix_time); }
  std::vector<int> times_;
};

std::vector<int> IdsDown(int from, int step = 1) {
  std::vector<int> times;
  for (int time = from; time > 0; time -= step) times.push_back(time);
  return times;
}

TEST(IdSearch, FindsEachElementInFewReads) {
  IdList list(IdsDown(10'000));
  for (const int element : {10'000, 9'991, 9'990, 5'000, 4'321, 11, 10, 1}) {
    const auto result = list.Find(element, element);
    EXPECT_TRUE(result.found) << element;
    EXPECT_LE(result.reads, 12) << element;
  }
}

TEST(IdSearch, KnowsSoonThatThereIsNone) {
  IdList list(IdsDown(10'000, 2));
  for (const int element : {20'000, 9'999, 5'001, 1}) {
    const auto result = list.Find(element, element);
    EXPECT_FALSE(result.found) << element;
    EXPECT_LE(result.reads, 14) << element;
  }
  EXPECT_EQ(IdList({}).Find(5, 5).reads, 1);
}

TEST(IdSearch, ToleratesClocksThatDifferALittle) {
  auto times = IdsDown(100);
  std::swap(times[19], times[20]);  // Over the edge of a page.
  IdList list(times);
  EXPECT_TRUE(list.Find(times[19], times[19]).found);
  EXPECT_TRUE(list.Find(times[20], times[20]).found);
}

TEST(IdSearch, LooksThroughAllForAnIdWithoutATime) {
  IdList list(IdsDown(1'000));
  EXPECT_TRUE(list.Find(std::nullopt, 3).found);
  EXPECT_EQ(list.Find(std::nullopt, -1).reads, 100);
  EXPECT_EQ(IdList(IdsDown(100'000)).Find(std::nullopt, -1).reads, 200)
      << "but not through any number of pages";
}

}  // namespace
}  // namespace unpod::flow
