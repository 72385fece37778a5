// What a program reads: one JSON object on one line. Keys are only ever added; docs/command-line.md lists
// them.
#ifndef UNPOD_CLIENT_CLI_REPORT_JSON_H_
#define UNPOD_CLIENT_CLI_REPORT_JSON_H_

#include <string>

#include "client/cli/problem.h"
#include "client/cli/report_text.h"
#include "client/error.h"
#include "client/task_client.h"

namespace unpod::cli {

std::string ResponseJson(const client::CreateTaskResult& result);
std::string ErrorJson(const client::Error& error, const std::string& request_id);
std::string ProblemsJson(const Problems& problems);
std::string HealthJson(const HealthReport& report);

}  // namespace unpod::cli

#endif  // UNPOD_CLIENT_CLI_REPORT_JSON_H_
