#include "server/http/open_sockets.h"

#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>

namespace unpod::http {
namespace {

// 0 where it has none.
int LocalPort(int fd) {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  if (getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size) != 0) return 0;
  if (address.ss_family == AF_INET) return ntohs(reinterpret_cast<const sockaddr_in&>(address).sin_port);
  if (address.ss_family == AF_INET6) return ntohs(reinterpret_cast<const sockaddr_in6&>(address).sin6_port);
  return 0;
}

}  // namespace

void OpenSockets::Add(int fd) {
  const auto index = static_cast<size_t>(fd);
  if (index >= sockets_.size()) sockets_.resize(std::max(index + 1, sockets_.size() * 2));
  sockets_[index].is_open = true;
  ++size_;
}

void OpenSockets::Remove(int fd) {
  const auto index = static_cast<size_t>(fd);
  if (index >= sockets_.size() || !sockets_[index].is_open) return;
  auto [entry, end] = by_local_port_.equal_range(sockets_[index].local_port);
  entry = std::find_if(entry, end, [fd](const auto& named) { return named.second == fd; });
  if (entry != end) by_local_port_.erase(entry);
  sockets_[index] = Socket{};
  --size_;
}

bool OpenSockets::Name(int fd, const Ends& ends, base::MonotonicTime expires) {
  const auto index = static_cast<size_t>(fd);
  if (index >= sockets_.size() || !sockets_[index].is_open || IsNamed(fd)) return false;
  if (ends.local_port == 0 || LocalPort(fd) != ends.local_port) return false;
  sockets_[index] = {true, ends.local_port, std::string(ends.local_ip), std::string(ends.peer_ip), expires};
  by_local_port_.emplace(ends.local_port, fd);
  return true;
}

int OpenSockets::Find(const Ends& ends) const {
  const auto [begin, end] = by_local_port_.equal_range(ends.local_port);
  for (auto entry = begin; entry != end; ++entry) {
    const Socket& socket = sockets_[static_cast<size_t>(entry->second)];
    if (socket.local_ip == ends.local_ip && socket.peer_ip == ends.peer_ip) return entry->second;
  }
  return -1;
}

bool OpenSockets::IsNamed(int fd) const {
  const auto index = static_cast<size_t>(fd);
  return index < sockets_.size() && sockets_[index].local_port != 0;
}

}  // namespace unpod::http
