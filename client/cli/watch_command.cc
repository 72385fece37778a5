// unpod-task watch: a run as it goes on.
#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "client/cli/command.h"
#include "client/cli/exit_code.h"
#include "client/cli/failure.h"
#include "client/cli/help.h"
#include "client/cli/read_flags.h"
#include "client/cli/read_json.h"
#include "client/cli/read_text.h"
#include "client/task_client.h"

namespace unpod::cli {
namespace {

// How often a stream that broke is resumed without a change in between, after 1, 2, 4, … seconds.
constexpr int kMaxResumes = 5;

bool IsWorthResuming(const client::Error& error) {
  return VerdictOf(error) != client::Verdict::kRefused && error.reason != "NOT_FOUND";
}

class Watcher {
 public:
  Watcher(const Session& session, unpod_task::v1::WatchRunRequest request, const Environment& environment)
      : session_(session),
        request_(std::move(request)),
        environment_(environment),
        until_(absl::Now() + session.timeout),
        is_first_(request_.cursor().empty()) {}

  int Run() {
    while (true) {
      const auto error = session_.client->WatchRun(request_, until_ - absl::Now(),
                                                   [this](const auto& change) { return OnChange(change); });
      if (!error.has_value()) return End();
      const absl::Duration pause = absl::Seconds(1 << resumes_);
      const bool is_over = resumes_ >= kMaxResumes || absl::Now() + pause >= until_;
      if (is_over || !IsWorthResuming(*error)) {
        return FailAsking(*error, Asked::kRead, session_.json, environment_);
      }
      ++resumes_;
      if (!session_.json) {
        *environment_.err << "The stream broke; it is resumed in " << absl::FormatDuration(pause) << ".\n"
                          << std::flush;
      }
      absl::SleepFor(pause);
    }
  }

 private:
  bool OnChange(const unpod_task::v1::WatchRunResponse& change) {
    resumes_ = 0;
    request_.set_cursor(change.cursor());
    last_ = change.progress();
    const Colour colour = ColourOf(environment_.out_is_terminal, environment_);
    *environment_.out << (session_.json ? MessageJson("changed", change)
                                        : ChangeText(change, is_first_, absl::Now(), colour))
                      << std::flush;
    is_first_ = false;
    return environment_.out->good();  // Nobody reads any more.
  }

  int End() {
    if (session_.json) {
      unpod_task::v1::WatchRunResponse end;
      *end.mutable_progress() = last_;
      end.set_cursor(request_.cursor());
      *environment_.out << MessageJson("ended", end) << std::flush;
    } else {
      *environment_.out << "All tasks have ended.\n" << std::flush;
    }
    return kExitOk;
  }

  const Session& session_;
  unpod_task::v1::WatchRunRequest request_;
  const Environment& environment_;
  const absl::Time until_;
  bool is_first_;
  int resumes_ = 0;
  unpod_task::v1::RunProgress last_;
};

}  // namespace

int RunWatch(absl::Span<const std::string> args, const Environment& environment) {
  Problems problems;
  const Flags flags = Flags::Parse(args, ReadFlags("watch"), &problems);
  if (problems.empty() && flags.Has("help")) return PrintHelp(ReadHelp("watch"), environment);
  const Session session = OpenSession(flags, kWatchTimeout, environment, &problems);
  NeedSpaceAndRun(flags, &problems);
  if (!problems.empty()) return FailUsage(problems, "watch", session.json, environment);
  unpod_task::v1::WatchRunRequest request;
  request.set_space_token(flags.Get("space_token"));
  request.set_run_id(flags.Get("run_id"));
  request.set_cursor(flags.Get("cursor"));
  request.set_org_handle(flags.Get("org_handle"));
  return Watcher(session, std::move(request), environment).Run();
}

}  // namespace unpod::cli
