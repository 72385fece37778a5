// A listener whose queue is full: SYNs are dropped, so that connecting hangs.
#ifndef UNPOD_TESTS_INTEGRATION_HUNG_LISTENER_H_
#define UNPOD_TESTS_INTEGRATION_HUNG_LISTENER_H_

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <vector>

namespace unpod::integration {

class HungListener {
 public:
  // Port 0: any.
  explicit HungListener(const char* host = "127.0.0.1", int port = 0) : fd_(socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<uint16_t>(port));
    inet_pton(AF_INET, host, &address.sin_addr);
    socklen_t size = sizeof address;
    bind(fd_, reinterpret_cast<sockaddr*>(&address), size);
    getsockname(fd_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
    listen(fd_, 0);
    for (int i = 0; i < 4; ++i) {
      const int filler = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
      connect(filler, reinterpret_cast<sockaddr*>(&address), sizeof address);
      fillers_.push_back(filler);
    }
  }
  ~HungListener() {
    for (const int filler : fillers_) close(filler);
    close(fd_);
  }
  HungListener(const HungListener&) = delete;
  HungListener& operator=(const HungListener&) = delete;
  int port() const { return port_; }

 private:
  int fd_;
  int port_ = 0;
  std::vector<int> fillers_;
};

}  // namespace unpod::integration

#endif  // UNPOD_TESTS_INTEGRATION_HUNG_LISTENER_H_
