// One thread's epoll loop: work posted from other threads, timers, and file descriptors.
//
// A call lives on one loop, so what runs here needs no lock. Only Post, PostTask, Stop and IsInLoop may be
// called from another thread; everything else belongs to the thread inside Run(). Debug and sanitizer builds
// abort where it is called from another one.
#ifndef UNPOD_SERVER_BASE_EVENT_LOOP_H_
#define UNPOD_SERVER_BASE_EVENT_LOOP_H_

#include <atomic>
#include <cstdint>
#include <map>
#include <thread>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "server/base/monotonic.h"

namespace unpod::base {

// Work for a loop, linked into its inbox without an allocation. Posted at most once at a time; must live
// until Run.
class Runnable {
 public:
  virtual ~Runnable() = default;
  virtual void Run() = 0;

 private:
  friend class EventLoop;
  Runnable* next_ = nullptr;
};

// What else a loop drives: here, curl's sockets and its one timer.
class EventSource {
 public:
  virtual ~EventSource() = default;
  virtual void OnFd(int fd, uint32_t epoll_events) = 0;
  // Something has come on a descriptor after Unwatch: told at most once until it is watched again.
  virtual void OnUnwatchedFd(int /*fd*/) {}
  // When OnDeadline wants to be called next; kNever for not at all. Asked on each turn.
  virtual MonotonicTime Deadline() const = 0;
  virtual void OnDeadline() = 0;
  // The end of a turn in which OnFd or OnDeadline ran.
  virtual void OnTurnEnd() = 0;
};

class EventLoop {
 public:
  using Task = absl::AnyInvocable<void()>;
  using Timers = std::multimap<MonotonicTime, Task>;
  using TimerId = Timers::iterator;

  EventLoop();
  ~EventLoop();
  EventLoop(const EventLoop&) = delete;
  EventLoop& operator=(const EventLoop&) = delete;

  // --- Any thread ---

  // Runs `work` on the loop's thread, in the order of posting. After Run() has returned, work waits for the
  // next Run().
  void Post(Runnable& work);
  // The same for rare work: allocates.
  void PostTask(Task task);
  // Run() returns after its current turn.
  void Stop();
  // Whether the caller may do what is the loop's alone: its thread is inside Run(), or no thread is. The
  // latter is for what is made before Run() and taken apart after it.
  bool IsInLoop() const;
  // Aborts where the caller may not, and names the place. Does nothing where NDEBUG is defined, as in a
  // release build. For the entry points of what lives on this loop.
  void AssertInLoop([[maybe_unused]] const char* file = __builtin_FILE(),
                    [[maybe_unused]] int line = __builtin_LINE()) const {
#ifndef NDEBUG
    if (!IsInLoop()) DieOutside(file, line);
#endif
  }

  // --- The loop's thread, or while none is inside Run() ---

  void Run();
  // `source` gets the events of all watched descriptors. Set once, before Run(); must outlive it.
  void SetSource(EventSource* source) {
    AssertInLoop();
    source_ = source;
  }

  TimerId RunAt(MonotonicTime when, Task task);
  // Only for a timer that has not run.
  void CancelTimer(TimerId timer) {
    AssertInLoop();
    timers_.erase(timer);
  }

  // Watches `fd` for `epoll_events`. Unwatch keeps the registration until an unwanted event shows up: a
  // kept-alive connection that is used again at once costs no system call. Forget is for a descriptor that is
  // being closed.
  void Watch(int fd, uint32_t epoll_events);
  void Unwatch(int fd);
  void Forget(int fd);

 private:
  struct Registration {
    uint32_t registered = 0;  // What epoll has; 0: not registered.
    uint32_t wanted = 0;
  };

  [[noreturn]] static void DieOutside(const char* file, int line);
  Registration& RegistrationOf(int fd);
  void Register(int fd, Registration& registration, uint32_t epoll_events);
  void RunInbox();
  void RunTimers();
  void WaitAndDispatch();
  void Dispatch(int fd, uint32_t epoll_events);
  int WaitMillis() const;
  void Wake();

  // Constant after construction.
  const int epoll_fd_;
  const int wake_fd_;

  // Synchronised by themselves.
  std::atomic<Runnable*> inbox_{nullptr};  // Newest first.
  std::atomic<bool> asleep_{false};        // The next Post has to wake.
  std::atomic<bool> stopping_{false};
  std::atomic<std::thread::id> runner_{};  // The thread inside Run.

  // The loop's thread only.
  EventSource* source_ = nullptr;
  bool source_ran_ = false;
  Timers timers_;
  std::vector<Registration> registrations_;  // By descriptor.
};

}  // namespace unpod::base

#endif  // UNPOD_SERVER_BASE_EVENT_LOOP_H_
