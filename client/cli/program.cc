#include <algorithm>

#include "absl/strings/str_cat.h"
#include "client/cli/command.h"
#include "client/cli/exit_code.h"
#include "client/cli/help.h"
#include "client/cli/report_json.h"
#include "client/cli/report_text.h"
#include "client/cli/text.h"

namespace unpod::cli {
namespace {

constexpr absl::string_view kNoCommand = "is no command; there are create, health, request and help";

bool Contains(absl::Span<const std::string> args, absl::string_view wanted) {
  return std::find(args.begin(), args.end(), wanted) != args.end();
}

// Help for the command that `args` names, if it names one.
int RunHelp(absl::Span<const std::string> args, const Environment& environment) {
  if (args.empty()) return PrintHelp(ProgramHelp(), environment);
  if (args[0] == "create") return PrintHelp(CreateHelp(), environment);
  if (args[0] == "health") return PrintHelp(HealthHelp(), environment);
  if (args[0] == "request") return PrintHelp(RequestHelp(args.size() > 1 ? args[1] : ""), environment);
  return FailUsage({{Printable(args[0]), std::string(kNoCommand)}}, "", false, environment);
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
  if (args[0] == "create" || args[0] == "health") {
    if (!rest.empty() && rest[0] == "-h") return RunHelp(args.first(1), environment);
    return args[0] == "create" ? RunCreate(rest, environment) : RunHealth(rest, environment);
  }
  if (args[0] == "request") return RunRequest(rest, environment);
  return FailUsage({{Printable(args[0]), std::string(kNoCommand)}}, "", Contains(rest, "--json"),
                   environment);
}

}  // namespace unpod::cli
