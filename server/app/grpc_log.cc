#include "server/app/grpc_log.h"

#include <grpcpp/version_info.h>

#include <string_view>

#include "server/base/log.h"

// From 1.65 on gRPC logs through abseil.
#define UNPOD_GRPC_LOGS_BY_ABSEIL (GRPC_CPP_VERSION_MAJOR > 1 || GRPC_CPP_VERSION_MINOR >= 65)

#if UNPOD_GRPC_LOGS_BY_ABSEIL
#include "absl/log/globals.h"
#include "absl/log/initialize.h"
#include "absl/log/log_entry.h"
#include "absl/log/log_sink.h"
#include "absl/log/log_sink_registry.h"
#include "absl/strings/match.h"
#else
#include <grpc/support/log.h>
#endif

// Protobuf has a log of its own until version 21; from 22 on it is abseil's as well.
#if __has_include(<google/protobuf/stubs/logging.h>)
#include <google/protobuf/stubs/logging.h>
#define UNPOD_PROTOBUF_HAS_A_LOG 1
#else
#define UNPOD_PROTOBUF_HAS_A_LOG 0
#endif

namespace unpod::app {
namespace {

// What stands in the queue has a bound too; the rest of a longer line would be cut off when it is written.
constexpr size_t kMaxGrpcLine = 4096;
constexpr base::Duration kLastWords = std::chrono::milliseconds(200);

// gRPC's threads may outlive spdlog's registry; the logger itself is never destroyed.
spdlog::logger* g_logger = nullptr;

void LogForGrpc(spdlog::level::level_enum level, std::string_view text) {
  g_logger->log(level, "grpc: {}", text.substr(0, kMaxGrpcLine));
}

#if UNPOD_GRPC_LOGS_BY_ABSEIL

class GrpcLogSink final : public absl::LogSink {
 public:
  void Send(const absl::LogEntry& entry) override {
    // A caller's malformed message gets an answer; protobuf's words about it must not fill the log.
    if (absl::StrContains(entry.source_filename(), "google/protobuf/")) return;
    const absl::string_view text = entry.text_message();
    LogForGrpc(LevelOf(entry.log_severity()), {text.data(), text.size()});
  }
  // The process is about to be aborted.
  void Flush() override { base::WaitForLog(kLastWords); }

 private:
  static spdlog::level::level_enum LevelOf(absl::LogSeverity severity) {
    if (severity == absl::LogSeverity::kInfo) return spdlog::level::info;
    return severity == absl::LogSeverity::kWarning ? spdlog::level::warn : spdlog::level::err;
  }
};

void Install() {
  absl::SetStderrThreshold(absl::LogSeverityAtLeast::kInfinity);
  absl::InitializeLog();
  absl::AddLogSink(new GrpcLogSink);  // For as long as the process lives.
}

#else

void OnGrpcLine(gpr_log_func_args* line) {
  const std::string_view text = line->message;
  LogForGrpc(line->severity == GPR_LOG_SEVERITY_ERROR  ? spdlog::level::err
             : line->severity == GPR_LOG_SEVERITY_INFO ? spdlog::level::info
                                                       : spdlog::level::debug,
             text);
  // The process is about to be aborted.
  if (text.substr(0, 16) == "assertion failed") base::WaitForLog(kLastWords);
}

void Install() {
  gpr_set_log_function(OnGrpcLine);
}

#endif

}  // namespace

void TakeGrpcLog() {
  g_logger = spdlog::default_logger_raw();
  Install();
#if UNPOD_PROTOBUF_HAS_A_LOG
  // A caller's malformed message gets an answer; protobuf's words about it must not fill the log.
  google::protobuf::SetLogHandler(nullptr);
#endif
}

}  // namespace unpod::app
