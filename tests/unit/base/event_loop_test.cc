#include "server/base/event_loop.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <functional>
#include <future>
#include <memory>
#include <thread>
#include <utility>
#include <vector>

namespace unpod::base {
namespace {

using std::chrono::milliseconds;
using ::testing::ElementsAre;

TEST(EventLoop, RunsWhatWasPostedInOrder) {
  EventLoop loop;
  std::vector<int> ran;
  for (int i = 0; i < 5; ++i) loop.PostTask([&ran, i] { ran.push_back(i); });
  loop.PostTask([&loop] { loop.Stop(); });
  loop.Run();
  EXPECT_THAT(ran, ElementsAre(0, 1, 2, 3, 4));
}

// A thread that posts while the loop falls asleep must wake it: a lost wake-up hangs this test.
TEST(EventLoop, LosesNothingThatManyThreadsPost) {
  constexpr int kThreads = 4;
  constexpr int kPosts = 20'000;
  EventLoop loop;
  std::array<int, kThreads> next{};
  int total = 0;
  std::thread runner([&loop] { loop.Run(); });
  std::vector<std::thread> posters;
  for (int thread = 0; thread < kThreads; ++thread) {
    posters.emplace_back([&, thread] {
      for (int i = 0; i < kPosts; ++i) {
        loop.PostTask([&, thread, i] {
          EXPECT_EQ(next[static_cast<size_t>(thread)]++, i);  // One thread's posts keep their order.
          if (++total == kThreads * kPosts) loop.Stop();
        });
      }
    });
  }
  for (auto& poster : posters) poster.join();
  runner.join();
  EXPECT_EQ(total, kThreads * kPosts);
}

TEST(EventLoop, WakesFromSleepForEachPost) {
  EventLoop loop;
  std::thread runner([&loop] { loop.Run(); });
  for (int i = 0; i < 200; ++i) {
    std::atomic<bool> ran{false};
    loop.PostTask([&ran] { ran = true; });
    const auto end = MonotonicNow() + std::chrono::seconds(10);
    while (!ran && MonotonicNow() < end) std::this_thread::yield();
    ASSERT_TRUE(ran) << i;
  }
  loop.Stop();
  runner.join();
}

TEST(EventLoop, RunsTimersInTheOrderOfTheirTimes) {
  EventLoop loop;
  std::vector<int> ran;
  const auto now = MonotonicNow();
  loop.RunAt(now + milliseconds(30), [&] {
    ran.push_back(30);
    loop.Stop();
  });
  loop.RunAt(now + milliseconds(10), [&] { ran.push_back(10); });
  loop.RunAt(now + milliseconds(20), [&] { ran.push_back(20); });
  loop.Run();
  EXPECT_THAT(ran, ElementsAre(10, 20, 30));
  EXPECT_GE(MonotonicNow(), now + milliseconds(30));
}

TEST(EventLoop, DoesNotRunATimerThatAnotherOneCancelled) {
  EventLoop loop;
  bool cancelled_ran = false;
  const auto now = MonotonicNow();
  const auto victim = loop.RunAt(now + milliseconds(10), [&] { cancelled_ran = true; });
  loop.RunAt(now + milliseconds(5), [&] { loop.CancelTimer(victim); });
  loop.RunAt(now + milliseconds(20), [&] { loop.Stop(); });
  loop.Run();
  EXPECT_FALSE(cancelled_ran);
}

TEST(EventLoop, FreesTasksThatNobodyRan) {
  auto alive = std::make_shared<int>(1);
  const std::weak_ptr<int> watched = alive;
  {
    EventLoop loop;
    loop.PostTask([kept = std::move(alive)] {});
    loop.RunAt(kNever, [] {});
  }
  EXPECT_TRUE(watched.expired());
}

TEST(EventLoop, CanRunAgainAfterStop) {
  EventLoop loop;
  loop.Stop();
  loop.Run();
  bool ran = false;
  loop.PostTask([&] {
    ran = true;
    loop.Stop();
  });
  loop.Run();
  EXPECT_TRUE(ran);
}

TEST(EventLoop, KnowsItsThread) {
  EventLoop loop;
  EXPECT_TRUE(loop.IsInLoop()) << "nobody runs it yet";
  std::promise<bool> is_in_loop;
  loop.PostTask([&] { is_in_loop.set_value(loop.IsInLoop()); });
  std::thread runner([&loop] { loop.Run(); });
  EXPECT_TRUE(is_in_loop.get_future().get());
  EXPECT_FALSE(loop.IsInLoop());
  loop.Stop();
  runner.join();
  EXPECT_TRUE(loop.IsInLoop()) << "nobody runs it any more";
}

#ifndef NDEBUG
TEST(EventLoopDeathTest, AbortsWhereAnotherThreadTouchesIt) {
  const auto touch_while_it_runs = [](const std::function<void(EventLoop&)>& touch) {
    EventLoop loop;
    std::promise<void> running;
    loop.PostTask([&running] { running.set_value(); });
    const std::thread runner([&loop] { loop.Run(); });
    running.get_future().wait();
    touch(loop);
  };
  const char* const complaint = "event_loop.*: called outside the thread of its event loop";
  EXPECT_DEATH(touch_while_it_runs([](EventLoop& loop) { loop.RunAt(kNever, [] {}); }), complaint);
  EXPECT_DEATH(touch_while_it_runs([](EventLoop& loop) { loop.Watch(0, EPOLLIN); }), complaint);
  EXPECT_DEATH(touch_while_it_runs([](EventLoop& loop) { loop.SetSource(nullptr); }), complaint);
  EXPECT_DEATH(touch_while_it_runs([](EventLoop& loop) { loop.Run(); }), complaint);
  EXPECT_DEATH(touch_while_it_runs([](EventLoop& loop) { loop.AssertInLoop(); }),
               "event_loop_test.cc.*: called outside the thread of its event loop");
}
#endif

// Two connected sockets: what is written to one end makes the other readable.
class Pair {
 public:
  Pair() { EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends_.data()), 0); }
  ~Pair() {
    close(ends_[0]);
    close(ends_[1]);
  }
  int watched() const { return ends_[0]; }
  void Write() { EXPECT_EQ(write(ends_[1], "x", 1), 1); }
  void Read() {
    char byte;
    EXPECT_EQ(read(ends_[0], &byte, 1), 1);
  }

 private:
  std::array<int, 2> ends_{};
};

class RecordingSource : public EventSource {
 public:
  explicit RecordingSource(EventLoop& loop) : loop_(loop) { loop.SetSource(this); }
  void OnFd(int fd, uint32_t) override {
    seen.push_back(fd);
    if (on_fd) on_fd(fd);
  }
  void OnUnwatchedFd(int fd) override { unwatched.push_back(fd); }
  MonotonicTime Deadline() const override { return deadline; }
  void OnDeadline() override {
    deadline = kNever;
    ++deadlines;
  }
  void OnTurnEnd() override { ++turn_ends; }

  void RunFor(Duration time) {
    loop_.RunAt(MonotonicNow() + time, [this] { loop_.Stop(); });
    loop_.Run();
  }

  std::vector<int> seen;
  std::vector<int> unwatched;
  std::function<void(int)> on_fd;
  MonotonicTime deadline = kNever;
  int deadlines = 0;
  int turn_ends = 0;

 private:
  EventLoop& loop_;
};

TEST(EventLoop, TellsOfAWatchedDescriptorAndEndsTheTurn) {
  EventLoop loop;
  RecordingSource source(loop);
  Pair pair;
  source.on_fd = [&](int) { pair.Read(); };
  loop.Watch(pair.watched(), EPOLLIN);
  pair.Write();
  source.RunFor(milliseconds(20));
  EXPECT_THAT(source.seen, ElementsAre(pair.watched()));
  EXPECT_EQ(source.turn_ends, 1);
}

TEST(EventLoop, TellsOfAnUnwatchedDescriptorOnceAndDoesNotSpinOnIt) {
  EventLoop loop;
  RecordingSource source(loop);
  Pair pair;
  loop.Watch(pair.watched(), EPOLLIN);
  loop.Unwatch(pair.watched());
  pair.Write();
  source.RunFor(milliseconds(20));
  EXPECT_TRUE(source.seen.empty());
  EXPECT_THAT(source.unwatched, ElementsAre(pair.watched()));
  loop.Watch(pair.watched(), EPOLLIN);  // Registered anew: the byte is still there.
  source.on_fd = [&](int) { pair.Read(); };
  source.RunFor(milliseconds(20));
  EXPECT_THAT(source.seen, ElementsAre(pair.watched()));
}

TEST(EventLoop, KnowsAReusedDescriptorNumberAsANewOne) {
  EventLoop loop;
  RecordingSource source(loop);
  int number = 0;
  {
    Pair first;
    number = first.watched();
    loop.Watch(number, EPOLLIN);
    loop.Unwatch(number);
    loop.Forget(number);
  }
  Pair second;
  ASSERT_EQ(second.watched(), number) << "the kernel gives the lowest free number";
  source.on_fd = [&](int) { second.Read(); };
  loop.Watch(number, EPOLLIN);
  second.Write();
  source.RunFor(milliseconds(20));
  EXPECT_THAT(source.seen, ElementsAre(number));
}

TEST(EventLoop, RecoversWhenADescriptorWasClosedWithoutForget) {
  EventLoop loop;
  RecordingSource source(loop);
  int number = 0;
  {
    Pair first;
    number = first.watched();
    loop.Watch(number, EPOLLIN);
  }
  Pair second;
  ASSERT_EQ(second.watched(), number);
  source.on_fd = [&](int) { second.Read(); };
  loop.Watch(number, EPOLLIN | EPOLLOUT);
  loop.Watch(number, EPOLLIN);
  second.Write();
  source.RunFor(milliseconds(20));
  EXPECT_THAT(source.seen, ::testing::Contains(number));
}

TEST(EventLoop, CallsTheSourceAtItsDeadline) {
  EventLoop loop;
  RecordingSource source(loop);
  source.deadline = MonotonicNow() + milliseconds(5);
  source.RunFor(milliseconds(20));
  EXPECT_EQ(source.deadlines, 1);
  EXPECT_EQ(source.turn_ends, 1);
}

}  // namespace
}  // namespace unpod::base
