// What a person reads. Foreign text is made harmless for a terminal; each result ends with a line feed.
#ifndef UNPOD_CLIENT_CLI_REPORT_TEXT_H_
#define UNPOD_CLIENT_CLI_REPORT_TEXT_H_

#include <string>

#include "client/cli/paint.h"
#include "client/cli/problem.h"
#include "client/error.h"
#include "client/task_client.h"

namespace unpod::cli {

struct HealthReport {
  std::string state;  // "serving", "not_serving", "unknown", "unreachable".
  std::string service;
  std::string address;
  std::string detail;  // Why there is no better answer; may be empty.
  int exit_code = 0;
};

// A created task, or with a preview what would be sent.
std::string ResponseText(const client::CreateTaskResult& result, Colour colour);
std::string ErrorText(const client::Error& error, const std::string& request_id, Colour colour);
// The rows of an error under its headline: code, reason, message, and the details.
std::string ErrorRows(const client::Error& error);
// That Unpod's answer had got lost; nothing if it had not.
std::string ReadBackRow(bool read_back);
// `command` is named in the hint about help: "create"; may be empty.
std::string ProblemsText(const Problems& problems, const std::string& command, Colour colour);
std::string HealthText(const HealthReport& report, Colour colour);

}  // namespace unpod::cli

#endif  // UNPOD_CLIENT_CLI_REPORT_TEXT_H_
