#include <memory>

#include "absl/strings/str_cat.h"
#include "client/cli/command.h"
#include "client/cli/connection.h"
#include "client/cli/exit_code.h"
#include "client/cli/help.h"
#include "client/cli/report_json.h"
#include "client/cli/report_text.h"
#include "client/cli/request.h"
#include "client/task_client.h"

namespace unpod::cli {
namespace {

void Append(std::vector<FlagSpec> more, std::vector<FlagSpec>* specs) {
  specs->insert(specs->end(), more.begin(), more.end());
}

int Report(const client::CreateTaskResult& result, bool as_json, const Environment& environment) {
  bool to_err = !as_json && !result.ok();
  bool terminal = to_err ? environment.err_is_terminal : environment.out_is_terminal;
  Colour colour = UseColour(environment, terminal) ? Colour::kOn : Colour::kOff;
  std::string text;
  if (result.ok()) {
    text = as_json ? ResponseJson(result) : ResponseText(result, colour);
  } else {
    text = as_json ? ErrorJson(result.error(), result.request_id())
                   : ErrorText(result.error(), result.request_id(), colour);
  }
  std::ostream& stream = to_err ? *environment.err : *environment.out;
  stream << text << std::flush;
  if (!stream && !to_err) {
    // The run id must not be lost with a full disk or a closed pipe.
    *environment.err << "unpod-task: cannot write to standard output; the answer was:\n"
                     << text << std::flush;
  }
  return result.ok() ? kExitOk : ExitCodeOf(VerdictOf(result.error()));
}

}  // namespace

std::vector<FlagSpec> CreateFlags() {
  std::vector<FlagSpec> specs = RequestFlags();
  Append(ListFlags(), &specs);
  Append(ConnectionFlags(), &specs);
  Append(TokenFlags(), &specs);
  specs.push_back({"Connection", "timeout", FlagKind::kValue, "TIME",
                   "Time for everything. Default: 65s, a little more than the service allows itself."});
  specs.push_back({"Output", "help", FlagKind::kSwitch, "", "This page."});
  specs.push_back(
      {"Output", "json", FlagKind::kSwitch, "", "One JSON object on standard output, also for errors."});
  return specs;
}

int RunCreate(absl::Span<const std::string> args, const Environment& environment) {
  Problems problems;
  Flags flags = Flags::Parse(args, CreateFlags(), &problems);
  if (problems.empty() && flags.Has("help")) return PrintHelp(CreateHelp(), environment);
  if (problems.empty() && flags.Has("csv")) return RunList(flags, environment);
  for (const FlagSpec& spec : ListFlags()) {
    if (flags.Has(spec.name) && !flags.Has("csv")) {
      problems.push_back({absl::StrCat("--", spec.name), "needs --csv"});
    }
  }
  absl::Duration timeout = DurationFlag(flags, "timeout", client::Options().default_deadline, &problems);
  client::Options options = OptionsFrom(flags, environment);
  ReadToken(flags, environment, &options, &problems);
  std::unique_ptr<client::TaskClient> client = MakeClient(options, &problems);
  unpod_task::v1::CreateTaskRequest request = RequestFrom(flags, *environment.in, &problems);
  if (!problems.empty()) return FailUsage(problems, "create", flags.Has("json"), environment);
  return Report(client->CreateTask(std::move(request), timeout), flags.Has("json"), environment);
}

}  // namespace unpod::cli
