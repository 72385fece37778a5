// unpod-task create --csv: a list of contacts of any length.
#include <sys/stat.h>

#include <algorithm>
#include <fstream>
#include <memory>
#include <optional>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"
#include "client/cli/command.h"
#include "client/cli/connection.h"
#include "client/cli/exit_code.h"
#include "client/cli/failure.h"
#include "client/cli/list_check.h"
#include "client/cli/list_report.h"
#include "client/cli/list_state.h"
#include "client/cli/request.h"
#include "client/cli/schedule.h"
#include "client/cli/text.h"
#include "client/request_id.h"

namespace unpod::cli {
namespace {

constexpr int kDefaultAttempts = 5;
constexpr int kMaxAttempts = 1000;
constexpr absl::Duration kLongestPause = absl::Seconds(30);

// What only the first attempt says; a list that is gone on with has it in its state.
constexpr absl::string_view kOfTheList[] = {"space_token", "pilot",      "context",        "schedule",
                                            "org_handle",  "request_id", "stop_at_invalid"};
// What a list does not have.
constexpr absl::string_view kNotOfAList[] = {
    "file",        "validate_only", "contact_number",  "name",     "email",           "alternate_number",
    "occupation",  "company_name",  "contact_address", "about",    "contact_context", "title",
    "description", "document_id",   "label",           "variable", "timeout"};

struct ListOptions {
  ListPlan plan;
  std::string results;
  std::string state;
  int attempts = kDefaultAttempts;
  bool is_resumed = false;
  bool is_dry_run = false;
  bool json = false;
};

bool Exists(const std::string& path) {
  struct stat status {};
  return stat(path.c_str(), &status) == 0;
}

uint64_t SizeOf(const std::string& path) {
  struct stat status {};
  return stat(path.c_str(), &status) == 0 ? static_cast<uint64_t>(status.st_size) : 0;
}

unpod_task::v1::CreateTasksHeader HeaderFrom(const Flags& flags, Problems* problems) {
  unpod_task::v1::CreateTasksHeader header;
  header.set_space_token(flags.Get("space_token"));
  header.set_pilot(flags.Get("pilot"));
  header.set_context(flags.Get("context"));
  header.set_org_handle(flags.Get("org_handle"));
  header.set_request_id(flags.Has("request_id") ? flags.Get("request_id") : client::NewRequestId());
  if (flags.Has("stop_at_invalid")) header.mutable_policy()->set_invalid(unpod_task::v1::HANDLING_STOP);
  if (flags.Has("schedule") && !ParseScheduleFlag(flags.Get("schedule"), header.mutable_schedule())) {
    problems->push_back({"--schedule", "must be now, auto, or a time such as 2030-01-31T09:30:00+01:00"});
  }
  if (header.space_token().empty()) problems->push_back({"--space_token", "is missing: the space"});
  if (header.pilot().empty()) problems->push_back({"--pilot", "is missing: the agent that makes the calls"});
  if (header.request_id().empty()) problems->push_back({"--request_id", "is empty"});
  return header;
}

void ReadState(const Flags& flags, ListOptions* options, Problems* problems) {
  for (const absl::string_view flag : kOfTheList) {
    if (flags.Has(flag)) {
      problems->push_back(
          {absl::StrCat("--", flag), "cannot go with --resume: the list that was begun has it"});
    }
  }
  const std::optional<ListState> state = ReadListState(options->state, problems);
  if (!state.has_value()) return;
  options->plan.header = state->header;
  if (SizeOf(options->plan.csv) != state->bytes) {
    problems->push_back({"--csv", "is not the file that was begun with: it has another size"});
  }
  if (absl::Now() - state->begun > kMaxListAge) {
    problems->push_back({"--resume",
                         "is too late: the service forgets what it has placed after 7 days "
                         "(--ledger_ttl), and people would be called again"});
  }
}

ListOptions OptionsOf(const Flags& flags, Problems* problems) {
  ListOptions options;
  options.plan.csv = flags.Get("csv");
  options.plan.renamed = flags.GetAll("column");
  options.results =
      flags.Get("results", absl::StrCat(absl::StripSuffix(options.plan.csv, ".csv"), ".results.csv"));
  options.state = options.results + ".state";
  options.is_resumed = flags.Has("resume");
  options.is_dry_run = flags.Has("dry_run");
  options.json = flags.Has("json");
  for (const absl::string_view flag : kNotOfAList) {
    if (flags.Has(flag)) problems->push_back({absl::StrCat("--", flag), "cannot go with --csv"});
  }
  if (flags.Has("attempts") && (!absl::SimpleAtoi(flags.Get("attempts"), &options.attempts) ||
                                options.attempts < 1 || options.attempts > kMaxAttempts)) {
    problems->push_back({"--attempts", absl::StrCat("must be a number from 1 to ", kMaxAttempts)});
  }
  if (options.is_resumed) {
    ReadState(flags, &options, problems);
    return options;
  }
  options.plan.header = HeaderFrom(flags, problems);
  if (!options.is_dry_run && (Exists(options.results) || Exists(options.state))) {
    problems->push_back(
        {"--results", absl::StrCat("are there already, in ", Printable(options.results),
                                   ": go on with this list by --resume, or name another file to "
                                   "call everybody once more")});
  }
  return options;
}

// Something is left that another attempt may settle.
bool IsWorthRepeating(const ListEnd& end, const ListCounts& counts) {
  if (end.is_interrupted || end.has_file_changed) return false;
  if (counts.unknown + counts.open + counts.not_started == 0) return false;
  if (end.error.has_value()) return VerdictOf(*end.error) != client::Verdict::kRefused;
  return counts.unknown > 0;
}

class ListRun {
 public:
  ListRun(client::TaskClient& client, const ListOptions& options, const Environment& environment)
      : client_(client), options_(options), environment_(environment), has_been_taken_(options.is_resumed) {}

  int Run() {
    if (environment_.catch_interrupts) environment_.catch_interrupts();
    const absl::Time begun = absl::Now();
    ListReport report;
    for (int attempt = 1;; ++attempt) {
      report = Attempt();
      if (attempt >= options_.attempts || !IsWorthRepeating(report.end, report.counts)) break;
      const absl::Duration pause =
          std::min(absl::Seconds(int64_t{1} << std::min(attempt - 1, 10)), kLongestPause);
      Say(absl::StrCat("Not all is known yet; asking again in ", absl::FormatDuration(pause),
                       " (nobody is called twice)."));
      if (!Wait(pause)) {
        report.end.is_interrupted = true;
        break;
      }
    }
    report.request_id = options_.plan.header.request_id();
    report.space_token = options_.plan.header.space_token();
    report.org_handle = options_.plan.header.org_handle();
    report.csv = options_.plan.csv;
    report.results = options_.results;
    report.contacts = options_.plan.lines.size();
    report.elapsed = absl::Now() - begun;
    return Tell(report);
  }

 private:
  ListReport Attempt() {
    ListReport report;
    ListResults results(options_.results, options_.plan.lines, has_been_taken_);
    ListProgress progress(*environment_.err, environment_.err_is_terminal, options_.plan.lines.size(),
                          absl::Now());
    if (options_.json) progress.Mute();
    report.end = SendList(
        client_, options_.plan, [this] { return IsInterrupted(); }, results, progress);
    // Refused, or not reached: then the service has taken nobody whom it did not answer for.
    const bool may_be_taken =
        !report.end.error.has_value() || VerdictOf(*report.end.error) == client::Verdict::kUnknown;
    report.results_error = results.Finish(may_be_taken);
    report.counts = results.counts();
    has_been_taken_ = has_been_taken_ || may_be_taken || results.answered() > 0;
    return report;
  }

  bool IsInterrupted() const { return environment_.interrupted && environment_.interrupted(); }

  bool Wait(absl::Duration pause) const {
    for (const absl::Time until = absl::Now() + pause; absl::Now() < until;) {
      if (IsInterrupted()) return false;
      absl::SleepFor(absl::Milliseconds(50));
    }
    return true;
  }

  void Say(const std::string& text) const {
    if (!options_.json) *environment_.err << text << "\n" << std::flush;
  }

  int Tell(const ListReport& report) const {
    if (options_.json) {
      *environment_.out << ListReportJson(report) << std::flush;
    } else {
      *environment_.out << ListReportText(report, ColourOf(environment_.out_is_terminal, environment_))
                        << std::flush;
    }
    return ExitCodeOf(report);
  }

  client::TaskClient& client_;
  const ListOptions& options_;
  const Environment& environment_;
  bool has_been_taken_;  // Of some, by an attempt before this one.
};

int DryRun(client::TaskClient& client, const ListOptions& options, const std::vector<std::string>& variables,
           const Environment& environment) {
  Problems problems;
  const std::optional<client::Error> error = CheckByService(client, options.plan, &problems);
  if (!problems.empty()) return FailUsage(problems, "create", options.json, environment);
  if (error.has_value()) return FailAsking(*error, Asked::kRead, options.json, environment);
  *environment.out << (options.json ? ValidListJson(options.plan.lines.size(), variables)
                                    : ValidListText(options.plan.lines.size(), variables,
                                                    ColourOf(environment.out_is_terminal, environment)))
                   << std::flush;
  return kExitOk;
}

}  // namespace

std::vector<FlagSpec> ListFlags() {
  return {
      {"List", "csv", FlagKind::kValue, "FILE",
       "A list of contacts of any length: CSV (RFC 4180). The first row names the columns: fields of a "
       "contact; "
       "any other column is a variable of the agent."},
      {"List", "column", FlagKind::kList, "COLUMN=FIELD",
       "A column of the file that has another name; any number of times."},
      {"List", "dry_run", FlagKind::kSwitch, "",
       "Check each contact and show the first mistakes by line and column; call nobody."},
      {"List", "results", FlagKind::kValue, "FILE",
       "Where to write what became of each contact. Default: beside the list, as NAME.results.csv."},
      {"List", "resume", FlagKind::kSwitch, "", "Go on with a list that was begun; nobody is called twice."},
      {"List", "stop_at_invalid", FlagKind::kSwitch, "",
       "End at the first contact that is not valid. Default: skip it."},
      {"List", "attempts", FlagKind::kValue, "N",
       "How often to send the list while not all is known. Default: 5. Nobody is called twice."},
  };
}

int RunList(const Flags& flags, const Environment& environment) {
  Problems problems;
  ListOptions options = OptionsOf(flags, &problems);
  client::Options connection = OptionsFrom(flags, environment);
  ReadToken(flags, environment, &connection, &problems);
  std::unique_ptr<client::TaskClient> client = MakeClient(connection, &problems);
  std::vector<std::string> variables;
  if (problems.empty()) variables = ReadThrough(&options.plan, &problems);
  if (!problems.empty()) return FailUsage(problems, "create", options.json, environment);
  if (options.is_dry_run) return DryRun(*client, options, variables, environment);
  if (!options.is_resumed) {
    const ListState state{options.plan.header, SizeOf(options.plan.csv), options.plan.lines.size(),
                          absl::Now()};
    const std::string why = WriteListState(options.state, state);
    if (!why.empty()) return FailUsage({{"--results", why}}, "create", options.json, environment);
  }
  return ListRun(*client, options, environment).Run();
}

}  // namespace unpod::cli
