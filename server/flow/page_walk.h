// The way through a list by pages, also past elements that the upstream cannot list: one malformed task makes
// the whole page it stands on fail (unpod-api d: "retry with page_size=1 steps"), or a page is larger than
// the cap. Such a page is read again in smaller ones, down to its elements. Pure.
#ifndef UNPOD_SERVER_FLOW_PAGE_WALK_H_
#define UNPOD_SERVER_FLOW_PAGE_WALK_H_

#include <initializer_list>

namespace unpod::flow {

class PageWalk {
 public:
  // Begins with `first_page` and reads at most `max_pages`.
  PageWalk(int page_size, int max_pages, int first_page = 1)
      : full_size_(page_size),
        size_(page_size),
        offset_(page_size * (first_page - 1)),
        pages_left_(max_pages) {}

  // To be read now: numbered from 1, `size` elements each.
  int page() const { return offset_ / size_ + 1; }
  int size() const { return size_; }
  // How many elements stand before it.
  int offset() const { return offset_; }

  // That page was read: on to the next. False when that would be one too many.
  bool Next() {
    offset_ += size_;
    // As large as fits from here: never larger than what has failed.
    for (size_ = full_size_; offset_ % size_ != 0;) size_ = Smaller();
    return --pages_left_ > 0;
  }

  // That page cannot be read: try a smaller one, or pass over what is one element already. False: give up.
  bool Avoid() {
    if (size_ > 1) {
      size_ = Smaller();
      return --pages_left_ > 0;
    }
    return ++skipped_ <= kMaxSkipped && Next();
  }

  // Whether all elements so far were seen.
  bool is_complete() const { return skipped_ == 0; }

 private:
  // More than a few bad ones are an upstream that does not work.
  static constexpr int kMaxSkipped = 3;

  // A divisor, so that pages of the smaller size begin where the larger one does.
  int Smaller() const {
    for (const int divisor : {10, 5, 3, 2}) {
      if (size_ % divisor == 0) return size_ / divisor;
    }
    return 1;
  }

  int full_size_;
  int size_;
  int offset_;
  int pages_left_;
  int skipped_ = 0;
};

}  // namespace unpod::flow

#endif  // UNPOD_SERVER_FLOW_PAGE_WALK_H_
