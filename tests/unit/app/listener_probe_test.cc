#include "server/app/listener_probe.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <unistd.h>

#include <future>
#include <string>
#include <thread>

#include "tests/testing/temp_folder.h"

namespace unpod::app {
namespace {

constexpr base::Duration kProbeTime = std::chrono::milliseconds(200);

bool Never() {
  return false;
}

// Something that listens, and answers if it is told to.
class Listener {
 public:
  explicit Listener(const SocketAddress& address)
      : fd_(socket(address.storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    EXPECT_EQ(bind(fd_, reinterpret_cast<const sockaddr*>(&address.storage), address.size), 0);
    EXPECT_EQ(listen(fd_, 8), 0);
  }
  ~Listener() {
    shutdown(fd_, SHUT_RDWR);
    if (thread_.joinable()) thread_.join();
    close(fd_);
  }
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  // Accepts one and says this.
  void Answer(const std::string& text) {
    thread_ = std::thread([this, text] {
      const int connection = accept(fd_, nullptr, nullptr);
      EXPECT_EQ(write(connection, text.data(), text.size()), static_cast<ssize_t>(text.size()));
      char preface[64];
      while (read(connection, preface, sizeof(preface)) > 0) continue;
      close(connection);
    });
  }
  int port() const {
    sockaddr_in bound{};
    socklen_t size = sizeof(bound);
    getsockname(fd_, reinterpret_cast<sockaddr*>(&bound), &size);
    return ntohs(bound.sin_port);
  }

 private:
  const int fd_;
  std::thread thread_;
};

SocketAddress Only(const std::string& listen, int port) {
  const auto addresses = AddressesOf(listen, port);
  EXPECT_EQ(addresses.size(), 1u) << listen;
  return addresses.empty() ? SocketAddress{} : addresses.front();
}

TEST(ListenerProbe, IsAnsweredByAServerThatAccepts) {
  Listener listener(Only("127.0.0.1:0", 0));
  listener.Answer(std::string("\0\0\0\4\0\0\0\0\0", 9));
  EXPECT_EQ(Probe(Only("0.0.0.0:0", listener.port()), std::chrono::seconds(20), Never),
            ProbeResult::kAnswered);
}

TEST(ListenerProbe, IsNotAnsweredWhereTheKernelAloneAccepts) {
  const Listener listener(Only("127.0.0.1:0", 0));
  EXPECT_EQ(Probe(Only("127.0.0.1:1", listener.port()), kProbeTime, Never), ProbeResult::kNotAnswered);
}

TEST(ListenerProbe, IsNotAnsweredWhereNothingListens) {
  int port = 0;
  {
    const Listener listener(Only("127.0.0.1:0", 0));
    port = listener.port();
  }
  EXPECT_EQ(Probe(Only("127.0.0.1:1", port), std::chrono::seconds(20), Never), ProbeResult::kNotAnswered);
}

TEST(ListenerProbe, ReachesASocketInTheFileSystem) {
  const testing::TempFolder folder;
  const std::string path = folder.path() + "/socket";
  Listener listener(Only("unix:" + path, 0));
  listener.Answer("x");
  EXPECT_EQ(Probe(Only("unix://" + path, 0), std::chrono::seconds(20), Never), ProbeResult::kAnswered);
  EXPECT_TRUE(AddressesOf("unix:/" + std::string(200, 'x'), 0).empty());
}

TEST(ListenerProbe, EndsWithoutAVerdict) {
  const Listener listener(Only("127.0.0.1:0", 0));
  EXPECT_EQ(Probe(Only("127.0.0.1:1", listener.port()), std::chrono::hours(1), [] { return true; }),
            ProbeResult::kNoVerdict);
}

TEST(ListenerWatch, SeesThatNobodyAcceptsAnyMore) {
  Listener listener(Only("127.0.0.1:0", 0));
  listener.Answer("x");  // Once.
  std::promise<void> deaf;
  const ListenerWatch watch("127.0.0.1:1", listener.port(), {std::chrono::milliseconds(1), kProbeTime},
                            [&] { deaf.set_value(); });
  EXPECT_EQ(deaf.get_future().wait_for(std::chrono::seconds(20)), std::future_status::ready);
}

TEST(ListenerWatch, SeesThatNobodyHasEverAccepted) {
  const Listener listener(Only("127.0.0.1:0", 0));
  std::promise<void> deaf;
  const ListenerWatch watch("127.0.0.1:1", listener.port(), {std::chrono::hours(1), kProbeTime},
                            [&] { deaf.set_value(); });
  EXPECT_EQ(deaf.get_future().wait_for(std::chrono::seconds(20)), std::future_status::ready);
}

TEST(ListenerProbe, GoesWhereClientsOfThisMachineGo) {
  const auto address = Only("0.0.0.0:50051", 7);
  const auto& v4 = reinterpret_cast<const sockaddr_in&>(address.storage);
  EXPECT_EQ(v4.sin_addr.s_addr, htonl(INADDR_LOOPBACK));
  EXPECT_EQ(ntohs(v4.sin_port), 7);
  EXPECT_EQ(AddressesOf("[::]:50051", 7).size(), 2u);
}

}  // namespace
}  // namespace unpod::app
