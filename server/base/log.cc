#include "server/base/log.h"

#include <spdlog/sinks/stdout_color_sinks.h>

#include <memory>

namespace unpod::base {

bool SetLogLevel(const std::string& level) {
  if (level != "debug" && level != "info" && level != "warning" && level != "error" && level != "off")
    return false;
  spdlog::set_level(spdlog::level::from_str(level));
  return true;
}

void InitLog() {
  auto logger = std::make_shared<spdlog::logger>("unpod-taskd",
                                                 std::make_shared<spdlog::sinks::stderr_color_sink_mt>());
  logger->flush_on(spdlog::level::debug);
  spdlog::set_default_logger(std::move(logger));
  spdlog::set_pattern("%Y-%m-%dT%H:%M:%S.%eZ %^%l%$ %v", spdlog::pattern_time_type::utc);
}

}  // namespace unpod::base
