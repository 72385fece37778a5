#include "server/http/open_sockets.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace unpod::http {
namespace {

// A socket that is bound to a port of its own; nothing is sent.
class Bound {
 public:
  Bound() : fd_(socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    bind(fd_, reinterpret_cast<sockaddr*>(&address), size);
    getsockname(fd_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
  }
  ~Bound() { close(fd_); }
  Bound(const Bound&) = delete;
  Bound& operator=(const Bound&) = delete;
  int fd() const { return fd_; }
  OpenSockets::Ends EndsTo(const char* peer) const { return {"127.0.0.1", port_, peer}; }

 private:
  int fd_;
  int port_ = 0;
};

TEST(OpenSockets, FindsANamedOneByItsEnds) {
  OpenSockets sockets;
  const Bound one;
  const Bound other;
  sockets.Add(one.fd());
  sockets.Add(other.fd());
  EXPECT_EQ(sockets.Find(one.EndsTo("192.0.2.1")), -1) << "not named yet";
  const auto expiry = base::MonotonicNow();
  ASSERT_TRUE(sockets.Name(one.fd(), one.EndsTo("192.0.2.1"), expiry));
  ASSERT_TRUE(sockets.Name(other.fd(), other.EndsTo("192.0.2.1"), base::kNever));
  EXPECT_EQ(sockets.Find(one.EndsTo("192.0.2.1")), one.fd());
  EXPECT_EQ(sockets.Find(other.EndsTo("192.0.2.1")), other.fd());
  EXPECT_EQ(sockets.Expires(one.fd()), expiry);
  EXPECT_EQ(sockets.size(), 2u);
}

// Two connections may have one local port where their peers differ.
TEST(OpenSockets, TellsPeersApart) {
  OpenSockets sockets;
  const Bound one;
  sockets.Add(one.fd());
  ASSERT_TRUE(sockets.Name(one.fd(), one.EndsTo("192.0.2.1"), base::kNever));
  EXPECT_EQ(sockets.Find(one.EndsTo("192.0.2.2")), -1);
}

TEST(OpenSockets, NamesNoneThatIsNotTheConnection) {
  OpenSockets sockets;
  const Bound one;
  const Bound other;
  sockets.Add(one.fd());
  EXPECT_FALSE(sockets.Name(one.fd(), other.EndsTo("192.0.2.1"), base::kNever)) << "another port";
  EXPECT_FALSE(sockets.Name(other.fd(), other.EndsTo("192.0.2.1"), base::kNever)) << "not ours";
  EXPECT_FALSE(sockets.IsNamed(one.fd()));
  EXPECT_FALSE(sockets.IsNamed(9999));
}

TEST(OpenSockets, ForgetsWhatIsClosed) {
  OpenSockets sockets;
  const Bound one;
  sockets.Add(one.fd());
  ASSERT_TRUE(sockets.Name(one.fd(), one.EndsTo("192.0.2.1"), base::kNever));
  sockets.Remove(one.fd());
  sockets.Remove(one.fd());  // Twice is once.
  EXPECT_EQ(sockets.Find(one.EndsTo("192.0.2.1")), -1);
  EXPECT_EQ(sockets.size(), 0u);
  sockets.Add(one.fd());  // The number comes back.
  EXPECT_EQ(sockets.Find(one.EndsTo("192.0.2.1")), -1);
  EXPECT_TRUE(sockets.Name(one.fd(), one.EndsTo("192.0.2.2"), base::kNever));
}

}  // namespace
}  // namespace unpod::http
