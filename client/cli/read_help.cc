#include "absl/strings/str_cat.h"
#include "client/cli/flags.h"
#include "client/cli/help.h"
#include "client/cli/read_flags.h"

namespace unpod::cli {
namespace {

constexpr absl::string_view kRuns = R"(unpod-task runs - the runs of a space, newest first

Usage:
  unpod-task runs --space_token TOKEN [--limit N | --all] [flags]
  unpod-task runs --space_token TOKEN --run_id ID [flags]

A run is what one `unpod-task create` made. On a terminal: a table. Elsewhere: a line for each run with
four columns and tabs between them (run_id, status, time, mode; "-" for none). The status is Unpod's own
word, which is unreliable for runs with more than one contact; with --run_id the tasks are counted.

)";

constexpr absl::string_view kTasks =
    R"(unpod-task tasks - the tasks (calls) of a space, a run or an agent, newest first

Usage:
  unpod-task tasks --space_token TOKEN [--run_id ID] [--limit N | --all] [flags]
  unpod-task tasks --agent HANDLE [--limit N | --all] [flags]
  unpod-task tasks --space_token TOKEN --task_id ID [--run_id ID] [flags]

On a terminal: a table. Elsewhere: a line for each task with seven columns and tabs between them
(task_id, status, time, name, number, length of the call, run_id; "-" for none). With --task_id: one task
with the transcript of its call.

)";

constexpr absl::string_view kAgents = R"(unpod-task agents - the agents (pilots) of the organization

Usage:
  unpod-task agents [--limit N | --all] [flags]

On a terminal: a table. Elsewhere: a line for each agent with four columns and tabs between them (handle,
name, type, state; "-" for none). The handle is the --pilot of `unpod-task create`.

)";

constexpr absl::string_view kSpaces = R"(unpod-task spaces - the spaces of the organization

Usage:
  unpod-task spaces [--limit N | --all] [flags]
  unpod-task spaces --space_token TOKEN [flags]

On a terminal: a table. Elsewhere: a line for each space with five columns and tabs between them
(space_token, name, content, privacy, type; "-" for none).

)";

constexpr absl::string_view kWatch = R"(unpod-task watch - a run as it goes on, until all its tasks have ended

Usage:
  unpod-task watch --space_token TOKEN --run_id ID [flags]

First the state of the run, then each change: the counts, and the tasks that changed. A stream that breaks
is resumed. Watching costs Unpod nothing: the service asks once, however many watch.

)";

constexpr absl::string_view kEnd = R"(
Exit codes:
  0  answered, be it with an empty list; watch: all tasks have ended
  1  Unpod has no such run, task or space
  2  wrong flags; nothing was sent
  3  refused; the same question would be refused again
  4  not answered, for a passing reason; ask again
  6  the service is not reachable

Examples:
)";

constexpr absl::string_view kRunsExamples = R"(  unpod-task runs --space_token 8KZAMRAHSXXXXXXMAYNASMJC
  unpod-task runs --space_token "$SPACE" --run_id "$RUN" --json | jq .run.progress
)";
constexpr absl::string_view kTasksExamples = R"(  unpod-task tasks --space_token "$SPACE" --run_id "$RUN"
  unpod-task tasks --space_token "$SPACE" --all | cut -f1,2
  unpod-task tasks --space_token "$SPACE" --task_id "$TASK"
)";
constexpr absl::string_view kAgentsExamples = "  unpod-task agents\n";
constexpr absl::string_view kSpacesExamples = "  unpod-task spaces\n";
constexpr absl::string_view kWatchExamples = R"(  unpod-task watch --space_token "$SPACE" --run_id "$RUN"
  unpod-task watch --space_token "$SPACE" --run_id "$RUN" --json | jq -c .progress
)";

struct Page {
  absl::string_view command;
  absl::string_view begin;
  absl::string_view examples;
};

constexpr Page kPages[] = {
    {"runs", kRuns, kRunsExamples},       {"tasks", kTasks, kTasksExamples},
    {"agents", kAgents, kAgentsExamples}, {"spaces", kSpaces, kSpacesExamples},
    {"watch", kWatch, kWatchExamples},
};

}  // namespace

std::string ReadHelp(const std::string& command) {
  for (const Page& page : kPages) {
    if (page.command == command) {
      return absl::StrCat(page.begin, FlagHelp(ReadFlags(command)), kEnd, page.examples);
    }
  }
  return "";
}

}  // namespace unpod::cli
