#include "server/policy/reply_margin.h"

namespace unpod::policy {
namespace {

// For the answer's way, a busy machine, and timers of whole milliseconds.
constexpr base::Duration kWay = std::chrono::milliseconds(20);

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
  return kWay + unit + unit / 10;
}

}  // namespace unpod::policy
