// The commands of unpod-task.
#ifndef UNPOD_CLIENT_CLI_COMMAND_H_
#define UNPOD_CLIENT_CLI_COMMAND_H_

#include <string>
#include <vector>

#include "absl/types/span.h"
#include "client/cli/environment.h"
#include "client/cli/flags.h"

namespace unpod::cli {

// `args` is what follows the program's name. Gives the exit code (exit_code.h).
int RunProgram(absl::Span<const std::string> args, const Environment& environment);

// `args` is what follows the command's name.
int RunCreate(absl::Span<const std::string> args, const Environment& environment);
// `create` with --csv; the flags are those of `create`.
int RunList(const Flags& flags, const Environment& environment);
int RunHealth(absl::Span<const std::string> args, const Environment& environment);
int RunRuns(absl::Span<const std::string> args, const Environment& environment);
int RunTasks(absl::Span<const std::string> args, const Environment& environment);
int RunAgents(absl::Span<const std::string> args, const Environment& environment);
int RunSpaces(absl::Span<const std::string> args, const Environment& environment);
int RunWatch(absl::Span<const std::string> args, const Environment& environment);
// `args` begins with get, resolve or list.
int RunRequest(absl::Span<const std::string> args, const Environment& environment);
int RunRequestResolve(absl::Span<const std::string> args, const Environment& environment);

std::vector<FlagSpec> CreateFlags();
std::vector<FlagSpec> ListFlags();
std::vector<FlagSpec> HealthFlags();
std::vector<FlagSpec> RequestGetFlags();
std::vector<FlagSpec> RequestResolveFlags();
std::vector<FlagSpec> RequestListFlags();

// Gives kExitOk.
int PrintHelp(const std::string& text, const Environment& environment);

// Prints what is wrong, as the flags --json or not ask for, and gives kExitUsage.
int FailUsage(const Problems& problems, const std::string& command, bool json,
              const Environment& environment);

}  // namespace unpod::cli

#endif  // UNPOD_CLIENT_CLI_COMMAND_H_
