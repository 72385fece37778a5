#include "server/flow/id_search.h"

#include <algorithm>
#include <limits>

namespace unpod::flow {

bool IdSearch::Try(int page) {
  page_ = page;
  return tried_.insert(page).second;
}

bool IdSearch::Next(int64_t total, std::optional<absl::Time> newest, std::optional<absl::Time> oldest) {
  const int64_t pages = (total + page_size_ - 1) / page_size_;
  const int last = static_cast<int>(std::clamp<int64_t>(pages, 0, std::numeric_limits<int>::max()));
  if (!wanted_.has_value() || (newest.has_value() != oldest.has_value())) {
    return page_ < std::min(last, kMaxPages) && Try(page_ + 1);
  }
  if (!high_.has_value()) high_ = last;
  if (!newest.has_value() || *wanted_ < *oldest) {
    // An empty page is one behind the end.
    if (newest.has_value()) low_ = std::max(low_, page_ + 1);
    if (!newest.has_value()) high_ = std::min(*high_, page_ - 1);
  } else if (*wanted_ > *newest) {
    high_ = std::min(*high_, page_ - 1);
  } else {
    // It should have been here. Ids of several machines' clocks stand a little out of order.
    if (page_ < last && Try(page_ + 1)) return true;
    return page_ > 1 && tried_.count(page_ - 1) == 0 && Try(page_ - 1);
  }
  return low_ <= *high_ && Try(low_ + (*high_ - low_) / 2);
}

}  // namespace unpod::flow
