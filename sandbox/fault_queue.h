#ifndef UNPOD_SANDBOX_FAULT_QUEUE_H_
#define UNPOD_SANDBOX_FAULT_QUEUE_H_

#include <deque>
#include <optional>

#include "absl/status/status.h"
#include "sandbox/answer.h"
#include "sandbox/fault.h"

namespace unpod::sandbox {

// How far a request has come when the queue is asked.
enum class Stage { kAccept, kFirstByte, kHeaders, kWhole };

// What is known of it then.
struct Arrival {
  Stage stage = Stage::kWhole;
  Target target = Target::kAny;  // kAny: nothing is known yet
  bool reused = false;           // its connection has answered a request before
  const Json* body = nullptr;    // at kWhole
};

// INVALID_ARGUMENT when a fault contradicts itself, is out of bounds or names an unknown body.
absl::Status CheckFault(const Fault& fault);

// The faults that wait for their requests, in order. Not thread-safe.
class FaultQueue {
 public:
  void Add(Fault fault);
  void Clear() { faults_.clear(); }
  const std::deque<Fault>& faults() const { return faults_; }
  int left() const;

  // The fault that acts at this stage. The first fault that fits a request is its fault: one that acts later
  // keeps those behind it back, unless it depends on the body, which is not known before the whole request
  // is.
  std::optional<Fault> Take(const Arrival& arrival);

 private:
  std::deque<Fault> faults_;
};

}  // namespace unpod::sandbox

#endif  // UNPOD_SANDBOX_FAULT_QUEUE_H_
