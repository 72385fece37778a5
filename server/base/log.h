// The program's log: lines to standard error, by spdlog. Thread-safe, and never waits: a thread of its own
// writes the lines, and where nobody reads them the oldest are lost, counted, and said to be lost once
// somebody does.
//
// No phone number, name, e-mail, context, token or upstream body is ever an argument of these.
#ifndef UNPOD_SERVER_BASE_LOG_H_
#define UNPOD_SERVER_BASE_LOG_H_

#include <spdlog/spdlog.h>

#include <memory>
#include <string>

#include "server/base/monotonic.h"

namespace spdlog::details {
class thread_pool;
}  // namespace spdlog::details

namespace unpod::base {

class LogSink;

// A logger with its queue and its thread, which writes to `fd`: UTC, milliseconds, one line for each event.
class AsyncLog {
 public:
  // How many lines wait to be written at most.
  static constexpr size_t kQueue = 4096;

  explicit AsyncLog(int fd);
  // As End(), and ends the thread. Nothing may be logged by its logger any more.
  ~AsyncLog();
  AsyncLog(const AsyncLog&) = delete;
  AsyncLog& operator=(const AsyncLog&) = delete;

  const std::shared_ptr<spdlog::logger>& logger() const { return logger_; }
  // Waits for `limit` at most until what was logged before is written or dropped; true then.
  bool Wait(Duration limit);
  // The same, for a second at most; after it whatever finds no room is dropped at once.
  void End();

 private:
  std::shared_ptr<spdlog::details::thread_pool> threads_;
  std::shared_ptr<LogSink> sink_;
  std::shared_ptr<spdlog::logger> logger_;
};

// "debug", "info", "warning", "error" or "off"; false for any other.
bool SetLogLevel(const std::string& level);

// Call once at start, when the signals that no other thread may get are blocked and SIGPIPE is ignored: makes
// standard error's AsyncLog spdlog's default logger, for good.
void InitLog();
// AsyncLog's Wait and End, for that one.
void WaitForLog(Duration limit);
void EndLog();

}  // namespace unpod::base

#endif  // UNPOD_SERVER_BASE_LOG_H_
