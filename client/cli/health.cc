#include <algorithm>
#include <memory>
#include <utility>
#include <variant>

#include "absl/time/clock.h"
#include "client/cli/command.h"
#include "client/cli/connection.h"
#include "client/cli/exit_code.h"
#include "client/cli/help.h"
#include "client/cli/report_json.h"
#include "client/cli/report_text.h"
#include "client/task_client.h"

namespace unpod::cli {
namespace {

using Health = client::Result<client::Serving>;

constexpr absl::Duration kHealthTimeout = absl::Seconds(5);
constexpr absl::Duration kPause = absl::Milliseconds(100);
constexpr absl::string_view kDefaultService = "unpod_task.v1.TaskService";

bool IsServing(const Health& health) {
  const auto* serving = std::get_if<client::Serving>(&health);
  return serving != nullptr && *serving == client::Serving::kServing;
}

bool IsSilent(const client::Error& error) {
  return !error.sent || error.code == absl::StatusCode::kUnavailable ||
         error.code == absl::StatusCode::kDeadlineExceeded;
}

std::string DetailOf(const client::Error& error) {
  if (error.code == absl::StatusCode::kNotFound) return "the server does not know this service";
  if (error.code == absl::StatusCode::kUnimplemented) return "the server does not tell its health";
  return error.message.empty() ? absl::StatusCodeToString(error.code) : error.message;
}

HealthReport ReportOf(const Health& health, const std::string& service, const std::string& address) {
  HealthReport report{"unknown", service, address, "", kExitNotServing};
  if (const auto* error = std::get_if<client::Error>(&health)) {
    report.detail = DetailOf(*error);
    // Any other error is an answer: the server is reachable.
    if (IsSilent(*error)) {
      report.state = "unreachable";
      report.exit_code = kExitUnreachable;
    }
  } else if (IsServing(health)) {
    report.state = "serving";
    report.exit_code = kExitOk;
  } else if (std::get<client::Serving>(health) == client::Serving::kNotServing) {
    report.state = "not_serving";
  }
  return report;
}

void PrintHealth(const HealthReport& report, bool as_json, const Environment& environment) {
  const bool to_err = !as_json && report.exit_code == kExitUnreachable;
  const bool terminal = to_err ? environment.err_is_terminal : environment.out_is_terminal;
  Colour colour = UseColour(environment, terminal) ? Colour::kOn : Colour::kOff;
  std::ostream& stream = to_err ? *environment.err : *environment.out;
  stream << (as_json ? HealthJson(report) : HealthText(report, colour)) << std::flush;
}

// Asks until the service serves or `wait` is over; once without `wait`. A new client each time: one that
// could not connect would pause for a second and more.
Health Ask(std::unique_ptr<client::TaskClient> client, const client::Options& options,
           const std::string& service, absl::Duration timeout, absl::Duration wait) {
  absl::Time end = absl::Now() + wait;
  while (true) {
    Health health = client->CheckHealth(service, timeout);
    if (IsServing(health) || absl::Now() + kPause >= end) return health;
    absl::SleepFor(kPause);
    // The options were good for the first client; a CA file that has gone since ends the waiting.
    Problems gone;
    client = MakeClient(options, &gone);
    if (client == nullptr) return health;
    timeout = std::min(timeout, end - absl::Now());
  }
}

}  // namespace

std::vector<FlagSpec> HealthFlags() {
  std::vector<FlagSpec> specs = {
      {"Health", "service", FlagKind::kValue, "NAME",
       "Service to ask about. Default: unpod_task.v1.TaskService; --service= asks about the server as a "
       "whole."},
      {"Health", "wait", FlagKind::kValue, "TIME", "Ask again until it serves, at most so long."},
  };
  std::vector<FlagSpec> connection = ConnectionFlags();
  specs.insert(specs.end(), connection.begin(), connection.end());
  specs.push_back({"Connection", "timeout", FlagKind::kValue, "TIME", "Time for one question. Default: 5s."});
  specs.push_back({"Output", "help", FlagKind::kSwitch, "", "This page."});
  specs.push_back(
      {"Output", "json", FlagKind::kSwitch, "", "One JSON object on standard output, also for errors."});
  return specs;
}

int RunHealth(absl::Span<const std::string> args, const Environment& environment) {
  Problems problems;
  Flags flags = Flags::Parse(args, HealthFlags(), &problems);
  if (problems.empty() && flags.Has("help")) return PrintHelp(HealthHelp(), environment);
  absl::Duration timeout = DurationFlag(flags, "timeout", kHealthTimeout, &problems);
  absl::Duration wait = DurationFlag(flags, "wait", absl::ZeroDuration(), &problems);
  std::string service = flags.Get("service", kDefaultService);
  client::Options options = OptionsFrom(flags, environment);
  std::unique_ptr<client::TaskClient> client = MakeClient(options, &problems);
  if (!problems.empty()) return FailUsage(problems, "health", flags.Has("json"), environment);
  Health health = Ask(std::move(client), options, service, timeout, wait);
  HealthReport report = ReportOf(health, service, options.address);
  PrintHealth(report, flags.Has("json"), environment);
  return report.exit_code;
}

}  // namespace unpod::cli
