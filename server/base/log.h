// The program's log: lines to standard error, by spdlog. Thread-safe.
//
// No phone number, name, e-mail, context, token or upstream body is ever an argument of these.
#ifndef UNPOD_SERVER_BASE_LOG_H_
#define UNPOD_SERVER_BASE_LOG_H_

#include <spdlog/spdlog.h>

#include <string>

namespace unpod::base {

// "debug", "info", "warning", "error" or "off"; false for any other.
bool SetLogLevel(const std::string& level);

// Call once at start: standard error, UTC, milliseconds.
void InitLog();

}  // namespace unpod::base

#endif  // UNPOD_SERVER_BASE_LOG_H_
