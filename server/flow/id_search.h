// Finds an element by its id in a list that stands newest first, in pages, by the time in the id: in about
// log2(pages) reads. An id without a time is looked for page by page. Pure.
#ifndef UNPOD_SERVER_FLOW_ID_SEARCH_H_
#define UNPOD_SERVER_FLOW_ID_SEARCH_H_

#include <cstdint>
#include <optional>
#include <set>

#include "absl/time/time.h"

namespace unpod::flow {

class IdSearch {
 public:
  IdSearch(std::optional<absl::Time> wanted, int page_size) : wanted_(wanted), page_size_(page_size) {}

  // To be read now, from 1.
  int page() const { return page_; }

  // It was not on that page, whose first element is of `newest` and whose last is of `oldest`; both absent
  // for an empty page. `total` elements are in the list. False when it is nowhere.
  bool Next(int64_t total, std::optional<absl::Time> newest, std::optional<absl::Time> oldest);

 private:
  // Of a list that is looked through page by page.
  static constexpr int kMaxPages = 200;

  bool Try(int page);

  const std::optional<absl::Time> wanted_;
  const int page_size_;
  int page_ = 1;
  int low_ = 1;  // It is on none before, and none after high_.
  std::optional<int> high_;
  std::set<int> tried_ = {1};
};

}  // namespace unpod::flow

#endif  // UNPOD_SERVER_FLOW_ID_SEARCH_H_
