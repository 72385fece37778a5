// A pipe with room for 4 KiB, and what stands in it.
#ifndef UNPOD_TESTS_UNIT_BASE_NARROW_PIPE_H_
#define UNPOD_TESTS_UNIT_BASE_NARROW_PIPE_H_

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <string>

namespace unpod::base {

class NarrowPipe {
 public:
  NarrowPipe() {
    if (pipe2(ends_, O_CLOEXEC) != 0 || fcntl(ends_[1], F_SETPIPE_SZ, 4096) != 4096) ends_[1] = -1;
  }
  ~NarrowPipe() {
    CloseReader();
    close(ends_[1]);
  }
  NarrowPipe(const NarrowPipe&) = delete;
  NarrowPipe& operator=(const NarrowPipe&) = delete;

  int writer() const { return ends_[1]; }
  // Nothing more fits in.
  void Fill() {
    const std::string page(4096, '#');
    while (HasRoom()) {
      if (write(ends_[1], page.data(), page.size()) <= 0) return;
    }
  }
  bool HasRoom() const {
    pollfd polled{ends_[1], POLLOUT, 0};
    return poll(&polled, 1, 0) == 1;
  }
  // All that stands in it.
  std::string Read() {
    std::string text;
    char buffer[4096];
    pollfd polled{ends_[0], POLLIN, 0};
    while (poll(&polled, 1, 0) == 1 && (polled.revents & POLLIN) != 0) {
      const ssize_t got = read(ends_[0], buffer, sizeof(buffer));
      if (got <= 0) break;
      text.append(buffer, static_cast<size_t>(got));
    }
    return text;
  }
  void CloseReader() {
    if (ends_[0] >= 0) close(ends_[0]);
    ends_[0] = -1;
  }

 private:
  int ends_[2] = {-1, -1};
};

}  // namespace unpod::base

#endif  // UNPOD_TESTS_UNIT_BASE_NARROW_PIPE_H_
