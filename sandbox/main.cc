// unpod-sandbox: the stand-in for Unpod's REST API as a program of its own. See docs/sandbox.md.
#include <sys/resource.h>

#include <csignal>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <string>
#include <vector>

#include "absl/flags/flag.h"
#include "absl/flags/parse.h"
#include "absl/flags/usage.h"
#include "absl/flags/usage_config.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "absl/time/time.h"
#include "sandbox/sandbox.h"

ABSL_FLAG(std::string, listen, "127.0.0.1:18080", "Address and port to serve on. Port 0 takes a free one");
ABSL_FLAG(std::string, port_file, "", "Writes the port into this file once it serves");
ABSL_FLAG(double, task_seconds, 20, "How long a task takes from pending to completed");
ABSL_FLAG(bool, require_context, false, "Refuses a create without context, as the backend has done");
ABSL_FLAG(std::string, status_form, "string",
          "How data.status is written in the answer to a create: string, map or absent");
ABSL_FLAG(std::vector<std::string>, tokens, {},
          "API tokens to let in, by comma. Empty: any but the invalid ones");
ABSL_FLAG(std::vector<std::string>, spaces, {},
          "Space tokens that exist, by comma. Empty: any but the invalid ones");
ABSL_FLAG(double, keep_alive_seconds, 5, "Closes a connection that is idle for so long");
ABSL_FLAG(uint32_t, max_kept_mb, 256, "Memory for the create requests that are kept; the oldest go first");

ABSL_FLAG(int64_t, rate_limit, 0,
          "Requests in each minute, for each API token; above: HTTP 429. 0: any number");

namespace {

using unpod::sandbox::Options;
using unpod::sandbox::Sandbox;
using unpod::sandbox::StatusForm;

constexpr int kExitUsage = 2;
constexpr int kExitFailed = 1;

constexpr char kUsage[] =
    "A stand-in for Unpod's REST API that calls nobody.\n\n"
    "  unpod-sandbox --listen 127.0.0.1:18080\n"
    "  curl http://127.0.0.1:18080/_sandbox/book            what has arrived\n"
    "  curl -d '{\"body\":\"500_html\"}' http://127.0.0.1:18080/_sandbox/faults    the next create fails\n\n"
    "docs/sandbox.md has the rest.";

int Complain(int exit_code, absl::string_view message) {
  std::fprintf(stderr, "unpod-sandbox: %s\n", std::string(message).c_str());
  return exit_code;
}

bool ReadListen(const std::string& listen, Options& options) {
  const size_t colon = listen.rfind(':');
  uint32_t port = 0;
  if (colon == std::string::npos || !absl::SimpleAtoi(listen.substr(colon + 1), &port) || port > UINT16_MAX) {
    return false;
  }
  absl::string_view address = absl::string_view(listen).substr(0, colon);
  if (absl::ConsumePrefix(&address, "[") && !absl::ConsumeSuffix(&address, "]")) return false;
  options.address = address == "localhost" ? "127.0.0.1" : std::string(address);
  options.port = static_cast<uint16_t>(port);
  return true;
}

bool ReadStatusForm(const std::string& form, Options& options) {
  if (form == "map") options.status_form = StatusForm::kMap;
  if (form == "absent") options.status_form = StatusForm::kAbsent;
  return form == "string" || form == "map" || form == "absent";
}

// What is wrong with the flags, one line each; empty when nothing is.
std::string ReadFlags(Options& options) {
  std::string wrong;
  if (!ReadListen(absl::GetFlag(FLAGS_listen), options))
    absl::StrAppend(&wrong, "\n  --listen: not ADDRESS:PORT");
  if (!ReadStatusForm(absl::GetFlag(FLAGS_status_form), options)) {
    absl::StrAppend(&wrong, "\n  --status_form: not string, map or absent");
  }
  options.task_time = absl::Seconds(absl::GetFlag(FLAGS_task_seconds));
  if (!(absl::GetFlag(FLAGS_task_seconds) >= 0)) absl::StrAppend(&wrong, "\n  --task_seconds: below 0");
  options.keep_alive = absl::Seconds(absl::GetFlag(FLAGS_keep_alive_seconds));
  if (!(absl::GetFlag(FLAGS_keep_alive_seconds) > 0))
    absl::StrAppend(&wrong, "\n  --keep_alive_seconds: not above 0");
  options.rate_limit = absl::GetFlag(FLAGS_rate_limit);
  if (options.rate_limit < 0) absl::StrAppend(&wrong, "\n  --rate_limit: below 0");
  options.require_context = absl::GetFlag(FLAGS_require_context);
  options.tokens = absl::GetFlag(FLAGS_tokens);
  options.spaces = absl::GetFlag(FLAGS_spaces);
  options.max_kept_bytes = size_t{absl::GetFlag(FLAGS_max_kept_mb)} << 20;
  return wrong;
}

bool WritePortFile(const std::string& path, uint16_t port) {
  const std::string partial = path + ".partial";  // Whoever waits for the file reads it whole.
  std::ofstream(partial) << port << "\n";
  return std::rename(partial.c_str(), path.c_str()) == 0;
}

// As many connections as the system allows.
void RaiseFileLimit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

void ShowOnlyOwnFlags() {
  absl::FlagsUsageConfig config;
  config.contains_help_flags = [](absl::string_view file) { return absl::EndsWith(file, "sandbox/main.cc"); };
  config.contains_helpshort_flags = config.contains_help_flags;
  absl::SetFlagsUsageConfig(config);
}

}  // namespace

int main(int argc, char** argv) {
  absl::SetProgramUsageMessage(kUsage);
  ShowOnlyOwnFlags();
  const std::vector<char*> rest = absl::ParseCommandLine(argc, argv);
  if (rest.size() > 1) return Complain(kExitUsage, absl::StrCat("not a flag: ", rest[1]));
  Options options;
  if (const std::string wrong = ReadFlags(options); !wrong.empty()) return Complain(kExitUsage, wrong);
  RaiseFileLimit();

  // A shell starts a background program with SIGINT ignored; then sigwait would never see it.
  std::signal(SIGINT, SIG_DFL);
  sigset_t signals;  // Blocked before there is another thread, so that sigwait gets them.
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);

  Sandbox sandbox(options);
  if (absl::Status started = sandbox.Start(); !started.ok()) return Complain(kExitFailed, started.message());
  std::fprintf(stderr, "unpod-sandbox serves on %s\n", sandbox.url().c_str());
  const std::string port_file = absl::GetFlag(FLAGS_port_file);
  if (!port_file.empty() && !WritePortFile(port_file, sandbox.port())) {
    return Complain(kExitFailed, absl::StrCat("--port_file cannot be written: ", port_file));
  }
  int signal = 0;
  sigwait(&signals, &signal);
  return 0;
}
