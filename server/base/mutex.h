// A mutex and a condition variable that clang's -Wthread-safety understands: what is ABSL_GUARDED_BY a Mutex
// cannot be touched without it, or the build fails. They are std::mutex and std::condition_variable, which
// ThreadSanitizer understands too (docs/adr/0008-annotated-mutex.md). Thread-safe.
#ifndef UNPOD_SERVER_BASE_MUTEX_H_
#define UNPOD_SERVER_BASE_MUTEX_H_

#include <condition_variable>
#include <mutex>

#include "absl/base/thread_annotations.h"
#include "server/base/monotonic.h"

namespace unpod::base {

class CondVar;
class MutexLock;

// Locked by a MutexLock only.
class ABSL_LOCKABLE Mutex {
 public:
  Mutex() = default;
  Mutex(const Mutex&) = delete;
  Mutex& operator=(const Mutex&) = delete;

 private:
  friend class CondVar;
  friend class MutexLock;

  std::mutex mutex_;
};

// Holds a mutex as long as it lives, but between Unlock and Lock.
class ABSL_SCOPED_LOCKABLE MutexLock {
 public:
  explicit MutexLock(Mutex& mutex) ABSL_EXCLUSIVE_LOCK_FUNCTION(mutex) : lock_(mutex.mutex_) {}
  ~MutexLock() ABSL_UNLOCK_FUNCTION() = default;
  MutexLock(const MutexLock&) = delete;
  MutexLock& operator=(const MutexLock&) = delete;

  void Unlock() ABSL_UNLOCK_FUNCTION() { lock_.unlock(); }
  void Lock() ABSL_EXCLUSIVE_LOCK_FUNCTION() { lock_.lock(); }

 private:
  std::unique_lock<std::mutex> lock_;
};

// Wakes who waits for a change of what a mutex guards. A wait may end for no reason, so it stands in a loop:
//
//   while (!has_come_ && changed_.WaitUntil(mutex_, until)) {
//   }
class CondVar {
 public:
  // Gives `mutex` back while it waits. False when the time is `until` or later.
  bool WaitUntil(Mutex& mutex, MonotonicTime until) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex) {
    std::unique_lock<std::mutex> lock(mutex.mutex_, std::adopt_lock);
    const bool is_in_time = condition_.wait_until(lock, until) == std::cv_status::no_timeout;
    lock.release();  // The caller's MutexLock still holds it.
    return is_in_time;
  }

  void NotifyOne() { condition_.notify_one(); }
  void NotifyAll() { condition_.notify_all(); }

 private:
  std::condition_variable condition_;
};

}  // namespace unpod::base

#endif  // UNPOD_SERVER_BASE_MUTEX_H_
