#ifndef UNPOD_CLIENT_CLI_HELP_H_
#define UNPOD_CLIENT_CLI_HELP_H_

#include <string>

namespace unpod::cli {

// Help pages, as printed.
std::string ProgramHelp();
std::string CreateHelp();
std::string HealthHelp();
std::string CompletionHelp();
// Of "runs", "tasks", "agents", "spaces" or "watch".
std::string ReadHelp(const std::string& command);
// Of "get", "resolve" or "list"; of all of them for any other word.
std::string RequestHelp(const std::string& command);

}  // namespace unpod::cli

#endif  // UNPOD_CLIENT_CLI_HELP_H_
