#include "server/policy/reply_margin.h"

#include <algorithm>

namespace unpod::policy {
namespace {

// For the answer's way, a busy machine, and timers of whole milliseconds. Who waits for longer spares more.
constexpr base::Duration kWay = std::chrono::milliseconds(20);
constexpr base::Duration kMostSpared = std::chrono::milliseconds(200);

}  // namespace

base::Duration ReplyMargin(base::Duration time_left) {
  base::Duration unit = std::chrono::milliseconds(1);
  // Three digits are sent: the unit is a hundredth of the power of ten below.
  base::Duration next = std::chrono::seconds(1);
  while (time_left >= next && unit < std::chrono::seconds(100)) {
    unit *= 10;
    next *= 10;
  }
  // A tenth more: what was rounded up to a power of ten came from a smaller unit or just below.
  return kWay + std::min(time_left / 250, kMostSpared) + unit + unit / 10;
}

}  // namespace unpod::policy
