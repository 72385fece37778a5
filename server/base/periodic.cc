#include "server/base/periodic.h"

#include <pthread.h>

#include <utility>

namespace unpod::base {

Periodic::Periodic(std::string name, Duration interval, std::function<void()> work)
    : interval_(interval), work_(std::move(work)), thread_([this, name = std::move(name)] {
        pthread_setname_np(pthread_self(), name.c_str());
        Run();
      }) {}

Periodic::~Periodic() {
  {
    const MutexLock lock(mutex_);
    is_over_ = true;
  }
  changed_.NotifyOne();
  thread_.join();
}

void Periodic::Hurry() {
  {
    const MutexLock lock(mutex_);
    is_hurried_ = true;
  }
  changed_.NotifyOne();
}

void Periodic::Run() {
  MutexLock lock(mutex_);
  while (true) {
    const MonotonicTime due = MonotonicNow() + interval_;
    while (!is_hurried_ && !is_over_ && changed_.WaitUntil(mutex_, due)) {
    }
    if (is_over_) return;
    is_hurried_ = false;
    lock.Unlock();
    work_();
    lock.Lock();
  }
}

}  // namespace unpod::base
