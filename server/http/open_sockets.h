// The descriptors that libcurl has open. Just before it sends a request libcurl tells the two ends of the
// connection and not its descriptor (CURLINFO_ACTIVESOCKET is -1 there); this finds it.
//
// A connection is named by its ends when its first request leaves; so one that is found has been used before.
#ifndef UNPOD_SERVER_HTTP_OPEN_SOCKETS_H_
#define UNPOD_SERVER_HTTP_OPEN_SOCKETS_H_

#include <cstddef>
#include <string>
#include <unordered_map>
#include <vector>

#include "absl/strings/string_view.h"
#include "server/base/monotonic.h"

namespace unpod::http {

class OpenSockets {
 public:
  // As libcurl gives them. Distinct for each connection that is open: the peer's port is the same for all.
  struct Ends {
    absl::string_view local_ip;
    int local_port = 0;
    absl::string_view peer_ip;
  };

  // `fd` was opened; it is not connected yet.
  void Add(int fd);
  // `fd` is about to be closed.
  void Remove(int fd);
  // `fd` is the connection between these ends, good until `expires`. False if it is not: not open, or bound
  // to another local port.
  bool Name(int fd, const Ends& ends, base::MonotonicTime expires);

  // The named descriptor with these ends; -1 if there is none.
  int Find(const Ends& ends) const;
  bool IsNamed(int fd) const;
  // Of a named descriptor.
  base::MonotonicTime Expires(int fd) const { return sockets_[static_cast<size_t>(fd)].expires; }

  size_t size() const { return size_; }

 private:
  struct Socket {
    bool is_open = false;
    int local_port = 0;  // 0: not named yet.
    std::string local_ip;
    std::string peer_ip;
    base::MonotonicTime expires = base::kNever;
  };

  std::vector<Socket> sockets_;  // By descriptor.
  std::unordered_multimap<int, int> by_local_port_;
  size_t size_ = 0;
};

}  // namespace unpod::http

#endif  // UNPOD_SERVER_HTTP_OPEN_SOCKETS_H_
