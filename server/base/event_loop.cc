#include "server/base/event_loop.h"

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <utility>

namespace unpod::base {
namespace {

// What cannot happen with the descriptors at hand, and leaves no loop to go on with.
[[noreturn]] void Die(const char* what) {
  std::perror(what);
  std::abort();
}

int CheckedFd(int fd, const char* what) {
  if (fd < 0) Die(what);
  return fd;
}

class PostedTask final : public Runnable {
 public:
  explicit PostedTask(EventLoop::Task task) : task_(std::move(task)) {}
  void Run() override {
    EventLoop::Task task = std::move(task_);
    delete this;
    task();
  }

 private:
  EventLoop::Task task_;
};

}  // namespace

EventLoop::EventLoop()
    : epoll_fd_(CheckedFd(epoll_create1(EPOLL_CLOEXEC), "epoll_create1")),
      wake_fd_(CheckedFd(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC), "eventfd")) {
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.fd = wake_fd_;
  if (epoll_ctl(epoll_fd_, EPOLL_CTL_ADD, wake_fd_, &event) != 0) Die("epoll_ctl");
}

EventLoop::~EventLoop() {
  AssertInLoop();
  RunInbox();  // Frees what was posted too late.
  close(wake_fd_);
  close(epoll_fd_);
}

void EventLoop::Post(Runnable& work) {
  Runnable* head = inbox_.load(std::memory_order_relaxed);
  do {
    work.next_ = head;
  } while (!inbox_.compare_exchange_weak(head, &work, std::memory_order_seq_cst, std::memory_order_relaxed));
  // Pairs with WaitAndDispatch: either it sees our work before it sleeps, or we see that it sleeps.
  if (asleep_.load(std::memory_order_seq_cst) && asleep_.exchange(false)) Wake();
}

void EventLoop::PostTask(Task task) {
  Post(*new PostedTask(std::move(task)));
}

void EventLoop::Stop() {
  stopping_.store(true);
  Wake();
}

void EventLoop::Wake() {
  const uint64_t one = 1;
  // Fails only when the counter is full, and then the loop is awake.
  [[maybe_unused]] const ssize_t written = write(wake_fd_, &one, sizeof one);
}

// The runner reads what it has written itself, so it is never taken for another thread. Another one may read
// what was true a moment before, and get away with it.
bool EventLoop::IsInLoop() const {
  const std::thread::id runner = runner_.load(std::memory_order_relaxed);
  return runner == std::thread::id() || runner == std::this_thread::get_id();
}

void EventLoop::DieOutside(const char* file, int line) {
  std::fprintf(stderr, "%s:%d: called outside the thread of its event loop\n", file, line);
  std::abort();
}

void EventLoop::Run() {
  AssertInLoop();
  runner_.store(std::this_thread::get_id(), std::memory_order_relaxed);
  while (!stopping_.load(std::memory_order_relaxed)) {
    RunInbox();
    RunTimers();
    if (std::exchange(source_ran_, false)) source_->OnTurnEnd();
    WaitAndDispatch();
  }
  stopping_.store(false);
  runner_.store(std::thread::id(), std::memory_order_relaxed);
}

void EventLoop::RunInbox() {
  Runnable* newest = inbox_.exchange(nullptr, std::memory_order_acquire);
  Runnable* oldest = nullptr;
  while (newest != nullptr) {  // Back into the order of posting.
    Runnable* next = newest->next_;
    newest->next_ = oldest;
    oldest = newest;
    newest = next;
  }
  while (oldest != nullptr) {
    Runnable* next = oldest->next_;  // Run may free it.
    oldest->Run();
    oldest = next;
  }
}

EventLoop::TimerId EventLoop::RunAt(MonotonicTime when, Task task) {
  AssertInLoop();
  return timers_.emplace(when, std::move(task));
}

void EventLoop::RunTimers() {
  const MonotonicTime now = MonotonicNow();
  while (!timers_.empty() && timers_.begin()->first <= now) {
    auto timer = timers_.extract(timers_.begin());
    timer.mapped()();
  }
  if (source_ != nullptr && source_->Deadline() <= now) {
    source_->OnDeadline();
    source_ran_ = true;
  }
}

int EventLoop::WaitMillis() const {
  MonotonicTime next = timers_.empty() ? kNever : timers_.begin()->first;
  if (source_ != nullptr) next = std::min(next, source_->Deadline());
  if (source_ran_) return 0;
  if (next == kNever) return -1;
  const auto now = MonotonicNow();
  if (next <= now) return 0;
  // Rounded up: waking before the time is a turn for nothing.
  const auto millis = std::chrono::ceil<std::chrono::milliseconds>(next - now).count();
  return static_cast<int>(std::min<int64_t>(millis, 60'000));
}

void EventLoop::WaitAndDispatch() {
  std::array<epoll_event, 256> events;
  int wait = WaitMillis();
  if (wait != 0) {
    asleep_.store(true, std::memory_order_seq_cst);
    if (inbox_.load(std::memory_order_seq_cst) != nullptr || stopping_.load()) wait = 0;
  }
  const int count = epoll_wait(epoll_fd_, events.data(), static_cast<int>(events.size()), wait);
  asleep_.store(false, std::memory_order_relaxed);
  if (count < 0 && errno != EINTR) Die("epoll_wait");
  for (int i = 0; i < count; ++i) Dispatch(events[i].data.fd, events[i].events);
  if (std::exchange(source_ran_, false)) source_->OnTurnEnd();
}

void EventLoop::Dispatch(int fd, uint32_t epoll_events) {
  if (fd == wake_fd_) {
    uint64_t count;
    [[maybe_unused]] const ssize_t got = read(wake_fd_, &count, sizeof count);
    return;
  }
  Registration& registration = RegistrationOf(fd);
  if (registration.wanted == 0) {
    // Left over from Unwatch: an idle connection that its server closed, mostly.
    const bool was_registered = std::exchange(registration.registered, 0) != 0;
    if (!was_registered) return;
    epoll_ctl(epoll_fd_, EPOLL_CTL_DEL, fd, nullptr);
    source_->OnUnwatchedFd(fd);
    return;
  }
  source_->OnFd(fd, epoll_events);
  source_ran_ = true;
}

EventLoop::Registration& EventLoop::RegistrationOf(int fd) {
  const auto index = static_cast<size_t>(fd);
  if (index >= registrations_.size()) registrations_.resize(std::max(index + 1, registrations_.size() * 2));
  return registrations_[index];
}

void EventLoop::Watch(int fd, uint32_t epoll_events) {
  AssertInLoop();
  Registration& registration = RegistrationOf(fd);
  registration.wanted = epoll_events;
  if (registration.registered != epoll_events) Register(fd, registration, epoll_events);
}

void EventLoop::Register(int fd, Registration& registration, uint32_t epoll_events) {
  epoll_event event{};
  event.events = epoll_events;
  event.data.fd = fd;
  const int operation = registration.registered == 0 ? EPOLL_CTL_ADD : EPOLL_CTL_MOD;
  if (epoll_ctl(epoll_fd_, operation, fd, &event) != 0) {
    // The descriptor was closed and opened again, or registered, behind our back.
    const int other = operation == EPOLL_CTL_ADD ? EPOLL_CTL_MOD : EPOLL_CTL_ADD;
    if (epoll_ctl(epoll_fd_, other, fd, &event) != 0) Die("epoll_ctl");
  }
  registration.registered = epoll_events;
}

void EventLoop::Unwatch(int fd) {
  AssertInLoop();
  RegistrationOf(fd).wanted = 0;
}

void EventLoop::Forget(int fd) {
  AssertInLoop();
  RegistrationOf(fd) = Registration{};
}

}  // namespace unpod::base
