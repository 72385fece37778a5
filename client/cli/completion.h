// What completes unpod-task's commands and flags in a shell.
#ifndef UNPOD_CLIENT_CLI_COMPLETION_H_
#define UNPOD_CLIENT_CLI_COMPLETION_H_

#include <optional>
#include <string>
#include <vector>

#include "client/cli/flags.h"

namespace unpod::cli {

struct CompletedCommand {
  std::string words;  // "create", "request get".
  std::vector<FlagSpec> flags;
};

// A script for "bash", "zsh" or "fish"; nothing for any other shell.
std::optional<std::string> CompletionScript(const std::string& shell,
                                            const std::vector<CompletedCommand>& commands);

}  // namespace unpod::cli

#endif  // UNPOD_CLIENT_CLI_COMPLETION_H_
