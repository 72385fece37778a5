#include "server/app/listener_probe.h"

#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <string_view>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/strip.h"
#include "server/app/process.h"
#include "server/base/log.h"

namespace unpod::app {
namespace {

// In a row. A process that was stopped, or starved, for a while passes one of them.
constexpr int kProbes = 3;
constexpr base::Duration kSlice = std::chrono::milliseconds(50);

// The client's connection preface with an empty SETTINGS frame.
constexpr std::string_view kPreface("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0", 33);

class Socket {
 public:
  explicit Socket(int family) : fd_(socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)) {}
  ~Socket() {
    if (fd_ >= 0) close(fd_);
  }
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;
  int fd() const { return fd_; }

 private:
  const int fd_;
};

class Wait {
 public:
  Wait(base::Duration patience, const std::function<bool()>& is_over)
      : last_(base::MonotonicNow() + patience), is_over_(is_over) {}

  // Until the socket is ready for `events`, or has failed. False: it is late, or over.
  bool For(int fd, short events) const {
    while (!is_over_() && base::MonotonicNow() < last_) {
      pollfd polled{fd, events, 0};
      if (poll(&polled, 1, static_cast<int>(kSlice / std::chrono::milliseconds(1))) > 0) return true;
    }
    return false;
  }
  ProbeResult Late() const { return is_over_() ? ProbeResult::kNoVerdict : ProbeResult::kNotAnswered; }

 private:
  const base::MonotonicTime last_;
  const std::function<bool()>& is_over_;
};

// What a failed call of a client says of the server.
ProbeResult VerdictOf(int error) {
  switch (error) {
    case EMFILE:
    case ENFILE:
    case ENOBUFS:
    case ENOMEM:
    case EADDRNOTAVAIL:
    case EACCES:
    case EPERM:
      return ProbeResult::kNoVerdict;
    default:
      return ProbeResult::kNotAnswered;
  }
}

// Nothing stands between this process and itself there.
bool IsLocal(const SocketAddress& address) {
  if (address.storage.ss_family == AF_INET6) {
    return IN6_IS_ADDR_LOOPBACK(&reinterpret_cast<const sockaddr_in6&>(address.storage).sin6_addr);
  }
  if (address.storage.ss_family != AF_INET) return true;
  const auto& v4 = reinterpret_cast<const sockaddr_in&>(address.storage);
  return ntohl(v4.sin_addr.s_addr) >> 24 == IN_LOOPBACKNET;
}

std::vector<SocketAddress> UnixAddress(absl::string_view path) {
  absl::ConsumePrefix(&path, "//");  // unix:///run/x is as good as unix:/run/x.
  SocketAddress address;
  auto& local = reinterpret_cast<sockaddr_un&>(address.storage);
  if (path.size() >= sizeof(local.sun_path)) return {};
  local.sun_family = AF_UNIX;
  path.copy(local.sun_path, path.size());
  address.size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + path.size() + 1);
  return {address};
}

}  // namespace

std::vector<SocketAddress> AddressesOf(const std::string& listen, int port) {
  absl::string_view path = listen;
  if (absl::ConsumePrefix(&path, "unix:")) return UnixAddress(path);
  std::string host = listen.substr(0, listen.rfind(':'));
  if (host.size() > 2 && host.front() == '[') host = host.substr(1, host.size() - 2);
  std::vector<std::string> hosts = {host};
  if (host == "0.0.0.0") hosts = {"127.0.0.1"};
  if (host == "::") hosts = {"::1", "127.0.0.1"};
  std::vector<SocketAddress> addresses;
  for (const std::string& each : hosts) {
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    if (getaddrinfo(each.c_str(), std::to_string(port).c_str(), &hints, &found) != 0) continue;
    for (const addrinfo* at = found; at != nullptr; at = at->ai_next) {
      SocketAddress address;
      std::memcpy(&address.storage, at->ai_addr, at->ai_addrlen);
      address.size = at->ai_addrlen;
      addresses.push_back(address);
    }
    freeaddrinfo(found);
  }
  return addresses;
}

ProbeResult Probe(const SocketAddress& address, base::Duration patience,
                  const std::function<bool()>& is_over) {
  const Socket socket(address.storage.ss_family);
  const Wait wait(patience, is_over);
  if (socket.fd() < 0) return VerdictOf(errno);
  if (connect(socket.fd(), reinterpret_cast<const sockaddr*>(&address.storage), address.size) != 0) {
    if (errno != EINPROGRESS) return VerdictOf(errno);
    if (!wait.For(socket.fd(), POLLOUT)) return wait.Late();
    int error = 0;
    socklen_t size = sizeof(error);
    getsockopt(socket.fd(), SOL_SOCKET, SO_ERROR, &error, &size);
    if (error != 0) return VerdictOf(error);
  }
  if (send(socket.fd(), kPreface.data(), kPreface.size(), MSG_NOSIGNAL) < 0) return VerdictOf(errno);
  if (!wait.For(socket.fd(), POLLIN)) return wait.Late();
  char byte = 0;
  return recv(socket.fd(), &byte, 1, 0) == 1 ? ProbeResult::kAnswered : ProbeResult::kNotAnswered;
}

ListenerWatch::ListenerWatch(std::string listen, int port, Timing timing, std::function<void()> on_deaf)
    : listen_(std::move(listen)),
      port_(port),
      timing_(timing),
      on_deaf_(std::move(on_deaf)),
      periodic_("listener", timing.every, [this] { Look(); }) {
  periodic_.Hurry();
}

bool ListenerWatch::IsDeaf(Listener& listener) const {
  for (int probes = 0; probes < kProbes; ++probes) {
    const ProbeResult result =
        Probe(listener.address, timing_.patience, [this] { return periodic_.is_over(); });
    listener.is_reachable = listener.is_reachable || result == ProbeResult::kAnswered;
    if (result != ProbeResult::kNotAnswered || !listener.is_reachable) return false;
  }
  return true;
}

void ListenerWatch::LookAtDescriptors() {
  const bool has_some = HasDescriptorLeft();
  if (has_some == has_descriptors_) return;
  has_descriptors_ = has_some;
  if (has_some) {
    spdlog::info("descriptors: there are some again");
  } else {
    spdlog::error("descriptors: none is left; nothing can connect, and the upstream cannot be reached anew");
  }
}

void ListenerWatch::Look() {
  LookAtDescriptors();
  if (is_deaf_) return;
  if (listeners_.empty()) {
    for (const SocketAddress& address : AddressesOf(listen_, port_)) {
      listeners_.push_back({address, IsLocal(address)});
    }
  }
  is_deaf_ =
      std::any_of(listeners_.begin(), listeners_.end(), [this](Listener& each) { return IsDeaf(each); });
  if (!is_deaf_) return;
  spdlog::error("listen={} does not accept connections any more: the service ends, to be started again",
                listen_);
  on_deaf_();
}

}  // namespace unpod::app
