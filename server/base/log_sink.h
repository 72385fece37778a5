// Where the log's lines go in the end: escaped, bounded, and never waited for without end. Internal to base.
#ifndef UNPOD_SERVER_BASE_LOG_SINK_H_
#define UNPOD_SERVER_BASE_LOG_SINK_H_

#include <spdlog/sinks/base_sink.h>

#include <atomic>
#include <cstddef>
#include <functional>
#include <mutex>

#include "server/base/line_writer.h"
#include "server/base/monotonic.h"

namespace unpod::base {

class LogSink final : public spdlog::sinks::base_sink<std::mutex> {
 public:
  // `overruns`: how many lines the queue before this has lost so far.
  LogSink(int fd, std::function<size_t()> overruns);

  // Any thread: from then on a line that finds no room is dropped.
  void WaitUntil(MonotonicTime last) { writer_.WaitUntil(last); }
  // Any thread: how often flush() has been called.
  size_t flushes() const { return flushes_; }

 protected:
  void sink_it_(const spdlog::details::log_msg& message) override;
  // Says what was lost, where there is room again.
  void flush_() override;

 private:
  void SayLost();
  bool Put(const spdlog::details::log_msg& message);

  LineWriter writer_;
  const bool is_terminal_;
  const std::function<size_t()> overruns_;
  size_t dropped_ = 0;
  size_t said_ = 0;  // Of all that were lost.
  std::atomic<size_t> flushes_{0};
};

}  // namespace unpod::base

#endif  // UNPOD_SERVER_BASE_LOG_SINK_H_
