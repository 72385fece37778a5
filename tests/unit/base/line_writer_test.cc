#include "server/base/line_writer.h"

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <csignal>
#include <string>
#include <thread>
#include <utility>

#include "tests/unit/base/narrow_pipe.h"

namespace unpod::base {
namespace {

constexpr Duration kShort = std::chrono::milliseconds(100);
constexpr Duration kLong = std::chrono::minutes(1);

// The two ends of a connection that takes few bytes.
std::pair<int, int> Connect() {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  auto* const any = reinterpret_cast<sockaddr*>(&address);
  const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const int client = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const int small = 1;
  setsockopt(client, SOL_SOCKET, SO_SNDBUF, &small, sizeof(small));
  setsockopt(listener, SOL_SOCKET, SO_RCVBUF, &small, sizeof(small));
  EXPECT_EQ(bind(listener, any, size), 0);
  EXPECT_EQ(listen(listener, 1), 0);
  EXPECT_EQ(getsockname(listener, any, &size), 0);
  EXPECT_EQ(connect(client, any, size), 0);
  const int server = accept(listener, nullptr, nullptr);
  close(listener);
  return {client, server};
}

class LineWriterTest : public ::testing::Test {
 protected:
  LineWriterTest() { std::signal(SIGPIPE, SIG_IGN); }

  NarrowPipe pipe_;
};

TEST_F(LineWriterTest, WritesWhatThereIsRoomFor) {
  LineWriter writer(pipe_.writer(), kShort);
  EXPECT_TRUE(writer.Write("one\n"));
  EXPECT_EQ(pipe_.Read(), "one\n");
  EXPECT_TRUE(writer.Write("two\n"));
  EXPECT_EQ(pipe_.Read(), "two\n");
}

TEST_F(LineWriterTest, WaitsForRoomOnceAndThenDropsUntilThereIsSome) {
  LineWriter writer(pipe_.writer(), kShort);
  pipe_.Fill();
  const MonotonicTime began = MonotonicNow();
  EXPECT_FALSE(writer.Write("waits\n"));
  EXPECT_GE(MonotonicNow() - began, kShort);
  for (int i = 0; i < 1000; ++i) EXPECT_FALSE(writer.Write("does not wait\n"));
  EXPECT_LT(MonotonicNow() - began, std::chrono::seconds(20)) << "each of them waited";
  pipe_.Read();
  EXPECT_TRUE(writer.Write("again\n"));
  EXPECT_EQ(pipe_.Read(), "again\n");
}

TEST_F(LineWriterTest, ALineThatWaitsIsWrittenWhenThereIsRoom) {
  LineWriter writer(pipe_.writer(), kLong);
  pipe_.Fill();
  std::thread waits([&] { EXPECT_TRUE(writer.Write("late\n")); });
  while (pipe_.Read().find("late\n") == std::string::npos) std::this_thread::yield();
  waits.join();
}

TEST_F(LineWriterTest, IsToldNotToWaitAnyLonger) {
  LineWriter writer(pipe_.writer(), kLong);
  pipe_.Fill();
  std::thread waits([&] { EXPECT_FALSE(writer.Write("lost\n")); });
  writer.WaitUntil(MonotonicNow());
  waits.join();
}

TEST_F(LineWriterTest, AReaderThatHasGoneIsNotWaitedFor) {
  LineWriter writer(pipe_.writer(), kLong);
  pipe_.CloseReader();
  EXPECT_FALSE(writer.Write("lost\n"));
}

TEST_F(LineWriterTest, AClosedDescriptorIsNotWaitedFor) {
  LineWriter writer(-1, kShort);
  EXPECT_FALSE(writer.Write("lost\n"));
}

TEST_F(LineWriterTest, ALineThatASocketTakesHalfOfIsFinishedFirst) {
  const auto [client, server] = Connect();
  LineWriter writer(client, kShort);
  const std::string line = std::string(LineWriter::kMaxBytes - 1, 'x') + "\n";
  std::string wanted;
  while (writer.Write(line)) wanted += line;
  wanted += "last\n";
  // It is written as soon as there is room, which the reading makes.
  bool is_written = false;
  std::string text;
  const MonotonicTime last = MonotonicNow() + std::chrono::seconds(20);
  while (text.size() < wanted.size() && MonotonicNow() < last) {
    char buffer[4096];
    const ssize_t got = recv(server, buffer, sizeof(buffer), MSG_DONTWAIT);
    if (got > 0) text.append(buffer, static_cast<size_t>(got));
    if (!is_written) is_written = writer.Write("last\n");
  }
  EXPECT_TRUE(text == wanted) << text.size() << " bytes instead of " << wanted.size();
  close(client);
  close(server);
}

}  // namespace
}  // namespace unpod::base
