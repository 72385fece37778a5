#include <algorithm>
#include <iterator>
#include <optional>

#include "absl/strings/str_cat.h"
#include "client/cli/command.h"
#include "client/cli/completion.h"
#include "client/cli/exit_code.h"
#include "client/cli/help.h"
#include "client/cli/read_flags.h"
#include "client/cli/report_json.h"
#include "client/cli/report_text.h"
#include "client/cli/text.h"

namespace unpod::cli {
namespace {

constexpr absl::string_view kNoCommand =
    "is no command; there are create, runs, tasks, watch, agents, spaces, request, health, completion and "
    "help";

struct Command {
  absl::string_view name;
  int (*run)(absl::Span<const std::string> args, const Environment& environment);
  std::string (*help)();
  std::vector<FlagSpec> (*flags)();
};

constexpr Command kCommands[] = {
    {"create", RunCreate, CreateHelp, CreateFlags},
    {"runs", RunRuns, [] { return ReadHelp("runs"); }, [] { return ReadFlags("runs"); }},
    {"tasks", RunTasks, [] { return ReadHelp("tasks"); }, [] { return ReadFlags("tasks"); }},
    {"watch", RunWatch, [] { return ReadHelp("watch"); }, [] { return ReadFlags("watch"); }},
    {"agents", RunAgents, [] { return ReadHelp("agents"); }, [] { return ReadFlags("agents"); }},
    {"spaces", RunSpaces, [] { return ReadHelp("spaces"); }, [] { return ReadFlags("spaces"); }},
    {"health", RunHealth, HealthHelp, HealthFlags},
};

const Command* FindCommand(absl::string_view name) {
  const auto* found = std::find_if(std::begin(kCommands), std::end(kCommands),
                                   [name](const Command& command) { return command.name == name; });
  return found == std::end(kCommands) ? nullptr : found;
}

bool Contains(absl::Span<const std::string> args, absl::string_view wanted) {
  return std::find(args.begin(), args.end(), wanted) != args.end();
}

// Help for the command that `args` names, if it names one.
int RunHelp(absl::Span<const std::string> args, const Environment& environment) {
  if (args.empty()) return PrintHelp(ProgramHelp(), environment);
  if (const Command* command = FindCommand(args[0])) return PrintHelp(command->help(), environment);
  if (args[0] == "request") return PrintHelp(RequestHelp(args.size() > 1 ? args[1] : ""), environment);
  if (args[0] == "completion") return PrintHelp(CompletionHelp(), environment);
  return FailUsage({{Printable(args[0]), std::string(kNoCommand)}}, "", false, environment);
}

int RunCompletion(absl::Span<const std::string> args, const Environment& environment) {
  if (Contains(args, "--help") || Contains(args, "-h")) return PrintHelp(CompletionHelp(), environment);
  std::vector<CompletedCommand> commands;
  for (const Command& command : kCommands) commands.push_back({std::string(command.name), command.flags()});
  commands.push_back({"request get", RequestGetFlags()});
  commands.push_back({"request resolve", RequestResolveFlags()});
  commands.push_back({"request list", RequestListFlags()});
  const auto script = args.size() == 1 ? CompletionScript(args[0], commands) : std::optional<std::string>();
  if (!script.has_value()) {
    return FailUsage({{"completion", "needs the name of a shell: bash, zsh or fish"}}, "completion", false,
                     environment);
  }
  *environment.out << *script << std::flush;
  return kExitOk;
}

}  // namespace

int PrintHelp(const std::string& text, const Environment& environment) {
  *environment.out << text << std::flush;
  return kExitOk;
}

int FailUsage(const Problems& problems, const std::string& command, bool json,
              const Environment& environment) {
  if (json) {
    *environment.out << ProblemsJson(problems) << std::flush;
  } else {
    Colour colour = UseColour(environment, environment.err_is_terminal) ? Colour::kOn : Colour::kOff;
    *environment.err << ProblemsText(problems, command, colour) << std::flush;
  }
  return kExitUsage;
}

int RunProgram(absl::Span<const std::string> args, const Environment& environment) {
  if (args.empty()) {
    *environment.err << ProgramHelp() << std::flush;
    return kExitUsage;
  }
  absl::Span<const std::string> rest = args.subspan(1);
  if (args[0] == "help" || args[0] == "--help" || args[0] == "-h") return RunHelp(rest, environment);
  if (args[0] == "--version") return PrintHelp(absl::StrCat("unpod-task ", UNPOD_VERSION, "\n"), environment);
  if (const Command* command = FindCommand(args[0])) {
    if (!rest.empty() && rest[0] == "-h") return PrintHelp(command->help(), environment);
    return command->run(rest, environment);
  }
  if (args[0] == "completion") return RunCompletion(rest, environment);
  if (args[0] == "request") return RunRequest(rest, environment);
  return FailUsage({{Printable(args[0]), std::string(kNoCommand)}}, "", Contains(rest, "--json"),
                   environment);
}

}  // namespace unpod::cli
