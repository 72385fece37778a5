// Work that is done now and then, on a thread of its own.
#ifndef UNPOD_SERVER_BASE_PERIODIC_H_
#define UNPOD_SERVER_BASE_PERIODIC_H_

#include <atomic>
#include <functional>
#include <string>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "server/base/monotonic.h"
#include "server/base/mutex.h"

namespace unpod::base {

class Periodic {
 public:
  // `work` is called every `interval`, for the first time after one. `name` is the thread's: 15 characters at
  // most.
  Periodic(std::string name, Duration interval, std::function<void()> work);
  // Waits until `work` has returned.
  ~Periodic();
  Periodic(const Periodic&) = delete;
  Periodic& operator=(const Periodic&) = delete;

  // Any thread: once more at once.
  void Hurry();
  // Work that waits asks this and returns soon when it is true.
  bool is_over() const { return is_over_; }

 private:
  void Run();

  const Duration interval_;
  const std::function<void()> work_;
  Mutex mutex_;
  CondVar changed_;
  bool is_hurried_ ABSL_GUARDED_BY(mutex_) = false;
  std::atomic<bool> is_over_{false};
  std::thread thread_;
};

}  // namespace unpod::base

#endif  // UNPOD_SERVER_BASE_PERIODIC_H_
