#include "server/flow/page_seek.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

namespace unpod::flow {
namespace {

// A list of elements by their times in seconds, newest first.
class TimeList {
 public:
  static constexpr int kPageSize = 10;

  explicit TimeList(std::vector<int> times, std::set<int> bad_pages = {})
      : times_(std::move(times)), bad_pages_(std::move(bad_pages)) {}

  struct Sought {
    int start = 0;
    int reads = 0;
  };
  Sought Seek(int until) const {
    PageSeek seek(At(until));
    Sought sought;
    do {
      ++sought.reads;
    } while (sought.reads < 1000 && Read(seek));
    sought.start = seek.start();
    return sought;
  }

  // The page of the first element that is not newer.
  int PageOf(int until) const {
    const auto first = std::find_if(times_.begin(), times_.end(), [&](int time) { return time <= until; });
    return static_cast<int>(first - times_.begin()) / kPageSize + 1;
  }

 private:
  static absl::Time At(int unix_time) { return absl::FromUnixSeconds(unix_time); }

  bool Read(PageSeek& seek) const {
    const auto from = std::min(times_.size(), static_cast<size_t>((seek.page() - 1) * kPageSize));
    const auto until = std::min(times_.size(), from + kPageSize);
    if (from == until || bad_pages_.contains(seek.page())) return seek.Next(std::nullopt, std::nullopt);
    return seek.Next(At(times_[from]), At(times_[until - 1]));
  }

  std::vector<int> times_;
  std::set<int> bad_pages_;
};

std::vector<int> TimesDown(int from) {
  std::vector<int> times;
  for (int time = from; time > 0; --time) times.push_back(time);
  return times;
}

TEST(PageSeek, BeginsJustBeforeWhatIsWanted) {
  const TimeList list(TimesDown(100'000));
  for (const int until : {100'001, 100'000, 99'990, 99'989, 54'321, 54'320, 11, 10, 1}) {
    const auto sought = list.Seek(until);
    EXPECT_LE(sought.start, list.PageOf(until)) << until;
    EXPECT_GE(sought.start, list.PageOf(until) - 1) << until;
    EXPECT_LE(sought.reads, 28) << until;
  }
}

TEST(PageSeek, BeginsAtTheEndOfAListThatIsNewer) {
  const auto sought = TimeList(TimesDown(1000)).Seek(0);
  EXPECT_EQ(sought.start, 100);
  EXPECT_LE(sought.reads, 16);
}

TEST(PageSeek, TakesAnEmptyListFromItsStart) {
  const auto sought = TimeList({}).Seek(5);
  EXPECT_EQ(sought.start, 1);
  EXPECT_EQ(sought.reads, 1);
}

// Too early costs reads, too late would overlook tasks.
TEST(PageSeek, BeginsRatherTooEarlyWhereItCannotRead) {
  const TimeList list(TimesDown(1000), {4, 16, 60});
  for (int until = 0; until <= 1000; ++until) EXPECT_LE(list.Seek(until).start, list.PageOf(until)) << until;
}

TEST(PageSeek, EndsOnAListWithoutAnEnd) {
  PageSeek seek(absl::FromUnixSeconds(1));
  int reads = 1;
  while (seek.Next(absl::FromUnixSeconds(3), absl::FromUnixSeconds(2)) && reads < 1000) ++reads;
  EXPECT_LE(reads, 30);
}

}  // namespace
}  // namespace unpod::flow
