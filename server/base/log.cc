#include "server/base/log.h"

#include <pthread.h>
#include <spdlog/async_logger.h>
#include <spdlog/details/thread_pool.h>
#include <unistd.h>

#include <chrono>
#include <thread>

#include "server/base/log_sink.h"

namespace unpod::base {
namespace {

constexpr char kPattern[] = "%Y-%m-%dT%H:%M:%S.%eZ %^%l%$ %v";
constexpr Duration kEnd = std::chrono::seconds(1);
constexpr auto kSayLostEvery = std::chrono::seconds(1);

// Never destroyed: its thread may be held up in a write when the process ends, and other threads may still
// log.
AsyncLog* g_log = nullptr;

template <typename Condition>
bool SleepUntil(const Condition& condition, MonotonicTime last) {
  while (!condition()) {
    if (MonotonicNow() >= last) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return true;
}

}  // namespace

AsyncLog::AsyncLog(int fd)
    : threads_(std::make_shared<spdlog::details::thread_pool>(
          kQueue, 1, [] { pthread_setname_np(pthread_self(), "log"); })),
      sink_(std::make_shared<LogSink>(fd, [threads = threads_.get()] { return threads->overrun_counter(); })),
      logger_(std::make_shared<spdlog::async_logger>("unpod-taskd", sink_, threads_,
                                                     spdlog::async_overflow_policy::overrun_oldest)) {
  logger_->set_pattern(kPattern, spdlog::pattern_time_type::utc);
  // spdlog would write to standard error by itself, and wait there.
  logger_->set_error_handler([](const std::string&) {});
}

AsyncLog::~AsyncLog() {
  End();
}

// The queue is empty, and then what was taken from it is done with too: there is one thread, which does one
// after the other.
bool AsyncLog::Wait(Duration limit) {
  const MonotonicTime last = MonotonicNow() + limit;
  if (!SleepUntil([this] { return threads_->queue_size() == 0; }, last)) return false;
  const size_t before = sink_->flushes();
  logger_->flush();
  return SleepUntil([this, before] { return sink_->flushes() != before; }, last);
}

void AsyncLog::End() {
  sink_->WaitUntil(MonotonicNow() + kEnd / 2);
  Wait(kEnd);
}

bool SetLogLevel(const std::string& level) {
  if (level != "debug" && level != "info" && level != "warning" && level != "error" && level != "off")
    return false;
  spdlog::set_level(spdlog::level::from_str(level));
  return true;
}

void InitLog() {
  g_log = new AsyncLog(STDERR_FILENO);
  spdlog::set_default_logger(g_log->logger());
  spdlog::flush_every(kSayLostEvery);
}

void WaitForLog(Duration limit) {
  if (g_log != nullptr) g_log->Wait(limit);
}

void EndLog() {
  if (g_log != nullptr) g_log->End();
}

}  // namespace unpod::base
