#include "server/base/line_writer.h"

#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

namespace unpod::base {
namespace {

// The wait is looked at anew so often, since WaitUntil may have shortened it.
constexpr int kSliceMillis = 20;

bool IsSocket(int fd) {
  struct stat found {};
  return fstat(fd, &found) == 0 && S_ISSOCK(found.st_mode);
}

}  // namespace

LineWriter::LineWriter(int fd, Duration patience) : fd_(fd), is_socket_(IsSocket(fd)), patience_(patience) {}

bool LineWriter::Write(std::string_view line) {
  while (!rest_.empty()) {
    if (!WaitForRoom()) return false;
    const ssize_t sent = Send(rest_);
    if (sent <= 0) return false;
    rest_.erase(0, static_cast<size_t>(sent));
  }
  if (!WaitForRoom()) return false;
  const ssize_t sent = Send(line.substr(0, kMaxBytes));
  if (sent <= 0) return false;
  rest_ = line.substr(static_cast<size_t>(sent));
  return true;
}

bool LineWriter::IsLate(MonotonicTime began) const {
  const MonotonicTime now = MonotonicNow();
  return is_stuck_ || now - began >= patience_ || now.time_since_epoch().count() >= last_;
}

// Also false where nobody can read any more: poll says so at once.
bool LineWriter::WaitForRoom() {
  const MonotonicTime began = MonotonicNow();
  while (true) {
    const bool is_late = IsLate(began);
    pollfd polled{fd_, POLLOUT, 0};
    const int ready = poll(&polled, 1, is_late ? 0 : kSliceMillis);
    if (ready > 0 || (ready < 0 && errno != EINTR) || is_late) {
      is_stuck_ = ready <= 0 || polled.revents != POLLOUT;
      return !is_stuck_;
    }
  }
}

ssize_t LineWriter::Send(std::string_view bytes) const {
  if (is_socket_) return send(fd_, bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
  return write(fd_, bytes.data(), bytes.size());
}

}  // namespace unpod::base
