#include "client/cli/help.h"

#include "absl/strings/str_cat.h"
#include "client/cli/command.h"
#include "client/cli/flags.h"

namespace unpod::cli {
namespace {

constexpr absl::string_view kProgram = R"(unpod-task - ask the Unpod task service to place voice calls

Usage:
  unpod-task create [flags]   Create a task: each contact in it is called.
  unpod-task runs|tasks|agents|spaces [flags]
                              See what Unpod has, and what became of the calls.
  unpod-task watch [flags]    Follow a run until its calls have ended.
  unpod-task request get|resolve|list [flags]
                              See what became of requests, and settle those of unknown outcome.
  unpod-task health [flags]   Ask whether the service serves.
  unpod-task completion bash|zsh|fish
                              Commands and flags by the Tab key.
  unpod-task help [command]   This page, or the one of a command. Also: <command> --help
  unpod-task --version

Examples:
  unpod-task health
  unpod-task create --space_token 8KZAMRAHSXXXXXXMAYNASMJC \
      --pilot space-agent-f1o3qjm1y7q1avvuynv4vprb1 --contact_number "+1 555 0100" --name "John Doe"
)";

constexpr absl::string_view kCreate = R"(unpod-task create - create a task: each contact in it is called

Usage:
  unpod-task create --space_token TOKEN --pilot HANDLE --contact_number NUMBER [flags]
  unpod-task create --space_token TOKEN --file body.json [flags]
  unpod-task create --space_token TOKEN --pilot HANDLE --csv contacts.csv [--dry_run] [flags]
  unpod-task create --csv contacts.csv --resume [flags]

The file is the JSON body that Unpod's own API takes: pilot, context, schedule, documents. Flags of the
task replace what the file says; flags of a contact add one more contact to it.

A list (--csv) may have any length. Its results are written beside it, a row for each contact. After
Ctrl-C or a crash --resume goes on with it: nobody is called twice.

)";

constexpr absl::string_view kCreateEnd = R"(
Exit codes:
  0  created (or valid, with --validate_only)
  2  wrong flags or body; nothing was sent
  3  refused; nobody was called; the same request would be refused again
  4  not started, for a passing reason; nobody was called; asking again is safe
  5  outcome unknown: the calls may have been placed; repeat only with the --request_id that it names
  6  the service is not reachable; nobody was called

Examples:
  One contact, now:
    unpod-task create --space_token 8KZAMRAHSXXXXXXMAYNASMJC \
        --pilot space-agent-f1o3qjm1y7q1avvuynv4vprb1 --contact_number "+1 555 0100" \
        --name "John Doe" --label warm-lead --variable city=Mumbai

  A body from standard input, at a set time, only checked:
    unpod-task create --space_token 8KZAMRAHSXXXXXXMAYNASMJC --file - --validate_only \
        --schedule 2030-01-31T09:30:00+01:00 < body.json

  A list, first only checked:
    unpod-task create --space_token 8KZAMRAHSXXXXXXMAYNASMJC \
        --pilot space-agent-f1o3qjm1y7q1avvuynv4vprb1 --csv contacts.csv --dry_run

  In a script:
    run_id=$(unpod-task create --json --space_token "$SPACE" --file body.json | jq -er .run_id)
)";

constexpr absl::string_view kHealth = R"(unpod-task health - ask whether the service serves

Usage:
  unpod-task health [flags]

)";

constexpr absl::string_view kHealthEnd = R"(
Exit codes:
  0  serving
  1  not serving, or the server does not know the service
  2  wrong flags
  6  not reachable

Examples:
  unpod-task health
  unpod-task health --address tasks.example.com:443 --tls
  unpod-task health --wait 30s && echo ready
)";

constexpr absl::string_view kCompletion =
    R"help(unpod-task completion - commands and flags by the Tab key

Usage:
  unpod-task completion bash|zsh|fish

Prints a script for the shell. To have it in each new shell:
  bash:  echo 'eval "$(unpod-task completion bash)"' >> ~/.bashrc
  zsh:   echo 'eval "$(unpod-task completion zsh)"' >> ~/.zshrc
  fish:  unpod-task completion fish > ~/.config/fish/completions/unpod-task.fish
)help";

}  // namespace

std::string CompletionHelp() {
  return std::string(kCompletion);
}

std::string ProgramHelp() {
  return std::string(kProgram);
}

std::string CreateHelp() {
  return absl::StrCat(kCreate, FlagHelp(CreateFlags()), kCreateEnd);
}

std::string HealthHelp() {
  return absl::StrCat(kHealth, FlagHelp(HealthFlags()), kHealthEnd);
}

}  // namespace unpod::cli
