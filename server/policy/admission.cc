#include "server/policy/admission.h"

namespace unpod::policy {

Admission::Ticket Admission::Admit() {
  if (in_flight_.fetch_add(1, std::memory_order_relaxed) < max_in_flight_) return Ticket(this);
  in_flight_.fetch_sub(1, std::memory_order_release);
  return Ticket();
}

}  // namespace unpod::policy
