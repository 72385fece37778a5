#include "server/base/log_sink.h"

#include <unistd.h>

#include <string>
#include <string_view>
#include <utility>

#include "server/base/log_line.h"

namespace unpod::base {
namespace {

constexpr Duration kPatience = std::chrono::seconds(2);
// Leaves room in a line for its time, its level and colours.
constexpr size_t kMaxText = LineWriter::kMaxBytes - 96;

std::string_view ColourOf(spdlog::level::level_enum level) {
  switch (level) {
    case spdlog::level::info:
      return "\033[32m";
    case spdlog::level::warn:
      return "\033[33m\033[1m";
    case spdlog::level::err:
      return "\033[31m\033[1m";
    default:
      return "\033[36m";
  }
}

}  // namespace

LogSink::LogSink(int fd, std::function<size_t()> overruns)
    : writer_(fd, kPatience), is_terminal_(isatty(fd) == 1), overruns_(std::move(overruns)) {}

void LogSink::sink_it_(const spdlog::details::log_msg& message) {
  SayLost();
  if (!Put(message)) ++dropped_;
}

void LogSink::flush_() {
  SayLost();
  ++flushes_;
}

void LogSink::SayLost() {
  const size_t lost = dropped_ + overruns_() - said_;
  if (lost == 0) return;
  const std::string text =
      "log: " + std::to_string(lost) + " lines were lost, since they were not read fast enough";
  if (Put(spdlog::details::log_msg("", spdlog::level::warn, text))) said_ += lost;
}

bool LogSink::Put(const spdlog::details::log_msg& message) {
  const std::string text = OneLine({message.payload.data(), message.payload.size()}, kMaxText);
  spdlog::details::log_msg shown = message;
  shown.payload = text;
  spdlog::memory_buf_t formatted;
  formatter_->format(shown, formatted);
  std::string line(formatted.data(), formatted.size());
  if (is_terminal_ && shown.color_range_end > shown.color_range_start) {
    line.insert(shown.color_range_end, "\033[m");
    line.insert(shown.color_range_start, ColourOf(message.level));
  }
  return writer_.Write(line);
}

}  // namespace unpod::base
