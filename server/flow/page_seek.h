// Finds where to begin in a list that stands newest first, when only what is not newer than a moment is
// wanted: in about 2 log2(page) reads, however much newer there is. What is added meanwhile pushes elements
// to later pages only, so nothing that is wanted comes to stand before that page. Pure.
#ifndef UNPOD_SERVER_FLOW_PAGE_SEEK_H_
#define UNPOD_SERVER_FLOW_PAGE_SEEK_H_

#include <algorithm>
#include <optional>

#include "absl/time/time.h"

namespace unpod::flow {

class PageSeek {
 public:
  explicit PageSeek(absl::Time until) : until_(until) {}

  // To be read now, from 1.
  int page() const { return page_; }

  // That page's first element is of `newest`, its last of `oldest`; both absent for a page that is empty or
  // tells nothing. False when it is known where to begin.
  bool Next(std::optional<absl::Time> newest, std::optional<absl::Time> oldest) {
    const bool all_newer = newest.has_value() && oldest.has_value() && *newest > until_ && *oldest > until_;
    if (all_newer) {
      low_ = page_ + 1;
    } else {
      high_ = page_;
    }
    if (high_ > 0 ? low_ >= high_ : page_ >= kMaxPage) return false;
    page_ = high_ > 0 ? low_ + (high_ - low_) / 2 : 2 * page_;
    return true;
  }

  // The page to begin with. One early: clocks that differ a little bring a few elements out of order, and the
  // page behind the end of a list need not be readable.
  int start() const { return std::max(1, low_ - 1); }

 private:
  static constexpr int kMaxPage = 1 << 24;

  const absl::Time until_;
  int page_ = 1;
  int low_ = 1;   // All pages before hold newer elements only.
  int high_ = 0;  // Not so this one. 0: none is known.
};

}  // namespace unpod::flow

#endif  // UNPOD_SERVER_FLOW_PAGE_SEEK_H_
