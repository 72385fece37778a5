// Writes lines to a descriptor that others share and that may take nothing for a while: a pipe, a socket, a
// terminal, a file. Waits for a bounded time, then drops lines until the descriptor takes some again. The
// descriptor's own flags stay as they are, since other processes have it too.
#ifndef UNPOD_SERVER_BASE_LINE_WRITER_H_
#define UNPOD_SERVER_BASE_LINE_WRITER_H_

#include <sys/types.h>

#include <atomic>
#include <cstddef>
#include <string>
#include <string_view>

#include "server/base/monotonic.h"

namespace unpod::base {

class LineWriter {
 public:
  // A pipe that poll(2) calls writable takes so many bytes at once without blocking (PIPE_BUF).
  static constexpr size_t kMaxBytes = 4096;

  // `fd` stays the caller's. `patience`: how long the first line that finds no room waits for it.
  LineWriter(int fd, Duration patience);

  // One thread at a time. `line` ends in a newline and has kMaxBytes bytes at most. False: it was dropped.
  bool Write(std::string_view line);

  // Any thread: from then on nothing is waited for.
  void WaitUntil(MonotonicTime last) { last_ = last.time_since_epoch().count(); }

 private:
  bool WaitForRoom();
  bool IsLate(MonotonicTime began) const;
  ssize_t Send(std::string_view bytes) const;

  const int fd_;
  const bool is_socket_;
  const Duration patience_;
  bool is_stuck_ = false;  // It took nothing for as long as was waited; nothing is waited for until it does.
  std::string rest_;       // Of a line that a socket took only half of.
  std::atomic<MonotonicTime::rep> last_{kNever.time_since_epoch().count()};
};

}  // namespace unpod::base

#endif  // UNPOD_SERVER_BASE_LINE_WRITER_H_
