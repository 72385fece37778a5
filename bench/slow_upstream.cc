// An upstream that answers each POST with the example's 200 after a delay: for measuring what thousands of
// waiting calls cost.
//
//   unpod-bench-slow-upstream PORT_FILE DELAY_SECONDS
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <fstream>
#include <string>
#include <unordered_map>

namespace {

using Clock = std::chrono::steady_clock;

std::string Answer() {
  const std::string body =
      R"({"status_code":200,"message":"Task Created Successfully","data":{"run_id":"R74802366fe9011f0878d43cd8a99e069",)"
      R"("task_ids":["T74802367fe9011f0878d43cd8a99e069"],"status":"pending"}})";
  return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " +
         std::to_string(body.size()) + "\r\n\r\n" + body;
}

class Upstream {
 public:
  explicit Upstream(std::chrono::duration<double> delay)
      : delay_(std::chrono::duration_cast<Clock::duration>(delay)), answer_(Answer()) {}

  int Listen() {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (bind(listener_, reinterpret_cast<sockaddr*>(&address), size) != 0 || listen(listener_, 8192) != 0)
      return 0;
    getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
    Watch(listener_);
    return ntohs(address.sin_port);
  }

  [[noreturn]] void Run() {
    std::array<epoll_event, 512> events;
    while (true) {
      const int count = epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), WaitMillis());
      for (int i = 0; i < count; ++i) {
        const int fd = events[static_cast<size_t>(i)].data.fd;
        fd == listener_ ? Accept() : Read(fd);
      }
      AnswerDue();
    }
  }

 private:
  void Watch(int fd) const {
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.fd = fd;
    epoll_ctl(epoll_, EPOLL_CTL_ADD, fd, &event);
  }

  void Accept() {
    for (int fd; (fd = accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK)) >= 0;) Watch(fd);
  }

  void Read(int fd) {
    std::array<char, 16384> buffer;
    const ssize_t count = read(fd, buffer.data(), buffer.size());
    if (count <= 0) {
      read_.erase(fd);
      close(fd);
      return;
    }
    std::string& text = read_[fd];
    text.append(buffer.data(), static_cast<size_t>(count));
    if (IsWhole(text)) {
      text.clear();
      due_.emplace_back(Clock::now() + delay_, fd);
    }
  }

  static bool IsWhole(const std::string& text) {
    const size_t end = text.find("\r\n\r\n");
    const size_t length = text.find("Content-Length: ");
    if (end == std::string::npos || length == std::string::npos) return false;
    return text.size() >= end + 4 + static_cast<size_t>(std::atol(text.c_str() + length + 16));
  }

  void AnswerDue() {
    for (; !due_.empty() && due_.front().first <= Clock::now(); due_.pop_front()) {
      [[maybe_unused]] const ssize_t sent =
          send(due_.front().second, answer_.data(), answer_.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    }
  }

  int WaitMillis() const {
    if (due_.empty()) return -1;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(due_.front().first - Clock::now()).count();
    return static_cast<int>(std::max<long>(0, left));
  }

  const Clock::duration delay_;
  const std::string answer_;
  const int listener_ = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  const int epoll_ = epoll_create1(0);
  std::unordered_map<int, std::string> read_;
  std::deque<std::pair<Clock::time_point, int>> due_;  // All have the same delay: in order.
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  Upstream upstream{std::chrono::duration<double>(std::atof(argv[2]))};
  const int port = upstream.Listen();
  if (port == 0) return 1;
  const std::string partial = std::string(argv[1]) + ".partial";
  std::ofstream(partial) << port << "\n";
  std::rename(partial.c_str(), argv[1]);
  upstream.Run();
}
