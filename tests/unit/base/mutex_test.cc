#include "server/base/mutex.h"

#include <gtest/gtest.h>

#include <functional>
#include <thread>
#include <utility>
#include <vector>

namespace unpod::base {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

// A number that threads count up together, and wait for.
class SharedCount {
 public:
  void Add() {
    const MutexLock lock(mutex_);
    ++count_;
    changed_.NotifyAll();
  }
  // What it is before and after a pause without the lock.
  std::pair<int, int> AroundAPause(const std::function<void()>& pause) {
    MutexLock lock(mutex_);
    const int before = count_;
    lock.Unlock();
    pause();
    lock.Lock();
    return {before, count_};
  }
  // What it is when it has come to `count`, or when the time is over.
  int Await(int count, Duration patience) {
    const MonotonicTime until = MonotonicNow() + patience;
    const MutexLock lock(mutex_);
    while (count_ < count && changed_.WaitUntil(mutex_, until)) {
    }
    return count_;
  }

 private:
  Mutex mutex_;
  CondVar changed_;
  int count_ ABSL_GUARDED_BY(mutex_) = 0;
};

TEST(Mutex, LetsOneThreadInAtATime) {
  constexpr int kThreads = 4;
  constexpr int kTimes = 20'000;
  SharedCount count;
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&count] {
      for (int j = 0; j < kTimes; ++j) count.Add();
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(count.Await(0, seconds(0)), kThreads * kTimes);
}

TEST(Mutex, CanBeGivenBackForAWhile) {
  SharedCount count;
  const auto [before, after] = count.AroundAPause([&count] { count.Add(); });
  EXPECT_EQ(before, 0);
  EXPECT_EQ(after, 1);
}

TEST(CondVar, WakesWhoWaits) {
  SharedCount count;
  std::thread other([&count] { count.Add(); });
  EXPECT_EQ(count.Await(1, seconds(10)), 1);
  other.join();
}

TEST(CondVar, WaitsNoLongerThanItIsTold) {
  SharedCount count;
  const MonotonicTime begin = MonotonicNow();
  EXPECT_EQ(count.Await(1, milliseconds(20)), 0);
  EXPECT_GE(MonotonicNow() - begin, milliseconds(20));
}

}  // namespace
}  // namespace unpod::base
