#include "server/base/log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <csignal>
#include <string>
#include <thread>
#include <vector>

#include "tests/unit/base/narrow_pipe.h"

namespace unpod::base {
namespace {

using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::Not;

constexpr Duration kPatient = std::chrono::seconds(20);

class AsyncLogTest : public ::testing::Test {
 protected:
  AsyncLogTest() { std::signal(SIGPIPE, SIG_IGN); }

  void Warn(const std::string& text) { log_.logger()->warn("{}", text); }

  NarrowPipe pipe_;
  AsyncLog log_{pipe_.writer()};
};

TEST_F(AsyncLogTest, WritesALineWithItsTimeAndItsLevel) {
  Warn("something");
  ASSERT_TRUE(log_.Wait(kPatient));
  EXPECT_THAT(pipe_.Read(), MatchesRegex("[0-9]{4}-[0-9-]+T[0-9:]+[.][0-9]{3}Z warning something\n"));
}

TEST_F(AsyncLogTest, OneEventIsOneLine) {
  Warn("x\n2026-01-01T00:00:00.000Z warning create_task execution=unknown");
  ASSERT_TRUE(log_.Wait(kPatient));
  const std::string text = pipe_.Read();
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 1);
  EXPECT_THAT(text, HasSubstr("x\\n2026-01-01"));
}

TEST_F(AsyncLogTest, ALineIsBounded) {
  Warn(std::string(100'000, 'y'));
  ASSERT_TRUE(log_.Wait(kPatient));
  const std::string text = pipe_.Read();
  EXPECT_THAT(text, HasSubstr("yyy[cut]\n"));
  EXPECT_LE(text.size(), 4096u);
}

TEST_F(AsyncLogTest, LoggingDoesNotWaitForTheReader) {
  pipe_.Fill();
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int line = 0; line < 3000; ++line) Warn("nobody reads this");
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_FALSE(pipe_.HasRoom());
}

TEST_F(AsyncLogTest, WhatWasLostIsSaidWhenSomebodyReads) {
  pipe_.Fill();
  const size_t lines = 2 * AsyncLog::kQueue;
  for (size_t line = 0; line < lines; ++line) Warn("lost");
  // Once the writer has waited for long enough it drops what is left.
  ASSERT_TRUE(log_.Wait(kPatient));
  pipe_.Read();
  ASSERT_TRUE(log_.Wait(kPatient));
  EXPECT_THAT(pipe_.Read(), HasSubstr("warning log: " + std::to_string(lines) + " lines were lost"));
  Warn("and on");
  ASSERT_TRUE(log_.Wait(kPatient));
  const std::string text = pipe_.Read();
  EXPECT_THAT(text, HasSubstr("and on"));
  EXPECT_THAT(text, Not(HasSubstr("lost"))) << "it is said once";
}

TEST_F(AsyncLogTest, TheEndIsNotHeldUp) {
  pipe_.Fill();
  for (int line = 0; line < 500; ++line) Warn("nobody reads this");
  const MonotonicTime began = MonotonicNow();
  log_.End();
  EXPECT_LT(MonotonicNow() - began, std::chrono::seconds(2));
}

}  // namespace
}  // namespace unpod::base
