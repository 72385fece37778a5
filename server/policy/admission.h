// How many calls are under way at most. Thread-safe.
#ifndef UNPOD_SERVER_POLICY_ADMISSION_H_
#define UNPOD_SERVER_POLICY_ADMISSION_H_

#include <atomic>
#include <cstddef>
#include <utility>

namespace unpod::policy {

// Counts what the upstream is asked, also for callers who left. Must outlive its tickets.
class Admission {
 public:
  // One call's place; gives it back when destroyed. False when there was none.
  class Ticket {
   public:
    Ticket() = default;
    Ticket(Ticket&& other) noexcept : owner_(std::exchange(other.owner_, nullptr)) {}
    Ticket& operator=(Ticket&& other) noexcept {
      std::swap(owner_, other.owner_);
      return *this;
    }
    ~Ticket() {
      if (owner_ != nullptr) owner_->in_flight_.fetch_sub(1, std::memory_order_release);
    }
    explicit operator bool() const { return owner_ != nullptr; }

   private:
    friend class Admission;
    explicit Ticket(Admission* owner) : owner_(owner) {}
    Admission* owner_ = nullptr;
  };

  explicit Admission(size_t max_in_flight) : max_in_flight_(max_in_flight) {}

  Ticket Admit();
  size_t in_flight() const { return in_flight_.load(std::memory_order_acquire); }

 private:
  const size_t max_in_flight_;
  std::atomic<size_t> in_flight_{0};
};

}  // namespace unpod::policy

#endif  // UNPOD_SERVER_POLICY_ADMISSION_H_
