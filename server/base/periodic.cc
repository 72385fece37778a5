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
    const std::lock_guard lock(mutex_);
    is_over_ = true;
  }
  changed_.notify_one();
  thread_.join();
}

void Periodic::Hurry() {
  {
    const std::lock_guard lock(mutex_);
    is_hurried_ = true;
  }
  changed_.notify_one();
}

void Periodic::Run() {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait_for(lock, interval_, [this] { return is_hurried_ || is_over_; });
    if (is_over_) return;
    is_hurried_ = false;
    lock.unlock();
    work_();
    lock.lock();
  }
}

}  // namespace unpod::base
