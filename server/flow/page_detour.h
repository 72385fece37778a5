// The way through one page of a list that the upstream cannot read as a whole, because a malformed element
// stands on it (unpod-api d): the page is read in smaller ones, what can be read is kept, and the rest is
// counted. Where nothing of it can be read, one more look elsewhere tells a bad element from an upstream that
// does not work. Pure.
#ifndef UNPOD_SERVER_FLOW_PAGE_DETOUR_H_
#define UNPOD_SERVER_FLOW_PAGE_DETOUR_H_

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <utility>

#include "server/flow/page_walk.h"
#include "server/unpod/read_answer.h"

namespace unpod::flow {

class PageDetour {
 public:
  enum class Step {
    kRead,    // Go on with page() and size().
    kDone,    // Take() has what can be read.
    kGiveUp,  // The page cannot be read.
  };

  // The largest page number that it can go around.
  static constexpr int kMaxPage = 1'000'000;

  // That page, of `page_size` elements, could not be read.
  PageDetour(int page, int page_size)
      : walk_(page_size, kMaxReads, page), begin_(page_size * (page - 1)), end_(page_size * page) {}

  int page() const { return probes_ > 0 ? probe_ : walk_.page(); }
  int size() const { return probes_ > 0 ? 1 : walk_.size(); }

  // What was to be read cannot be: also the first step.
  Step Avoid() {
    if (probes_ > 0) return Probe();
    const bool is_element = walk_.size() == 1;
    if (!walk_.Avoid()) return Step::kGiveUp;
    if (is_element) ++found_.skipped;
    return GoOn();
  }

  // It was read.
  Step Add(unpod::Page part) {
    found_.total = std::max(found_.total, part.total);
    has_read_ = true;
    if (probes_ > 0) return Step::kDone;
    const size_t elements = part.items.size() + part.skipped;
    found_.skipped += part.skipped;
    found_.items.insert(found_.items.end(), std::make_move_iterator(part.items.begin()),
                        std::make_move_iterator(part.items.end()));
    if (elements < static_cast<size_t>(walk_.size())) return Step::kDone;  // The end of the list.
    return walk_.Next() ? GoOn() : Step::kGiveUp;
  }

  unpod::Page Take() { return std::move(found_); }

 private:
  static constexpr int kMaxReads = 100;
  static constexpr int kMaxProbes = 4;

  Step GoOn() {
    if (walk_.offset() < end_) return Step::kRead;
    return has_read_ ? Step::kDone : Probe();
  }

  // The elements behind the page, then the first of the list.
  Step Probe() {
    if (++probes_ > kMaxProbes || (probes_ == kMaxProbes && begin_ == 0)) return Step::kGiveUp;
    probe_ = probes_ < kMaxProbes ? end_ + probes_ : 1;
    return Step::kRead;
  }

  PageWalk walk_;
  const int begin_;
  const int end_;
  unpod::Page found_;
  bool has_read_ = false;
  int probes_ = 0;
  int probe_ = 0;
};

}  // namespace unpod::flow

#endif  // UNPOD_SERVER_FLOW_PAGE_DETOUR_H_
