#include <pthread.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "absl/flags/flag.h"
#include "absl/synchronization/mutex.h"
#include "server/app/config.h"
#include "server/app/flags.h"
#include "server/app/grpc_log.h"
#include "server/app/process.h"
#include "server/app/service.h"
#include "server/base/log.h"
#include "server/http/curl_global.h"

namespace {

constexpr int kUsageError = 2;
constexpr int kStartError = 1;
constexpr int kDeafError = 1;

void PrintHelp() {
  std::printf(
      "unpod-taskd: creates voice-call tasks at Unpod for gRPC callers.\n\n"
      "  unpod-taskd --sandbox                            try it: nobody is called\n"
      "  unpod-taskd --api_token_file=FILE --org_handle=H serve for real\n\n"
      "Each flag is also an environment variable, given in parentheses; the command line wins.\n"
      "Durations are written 500ms, 30s, 5m. UNPOD_API_TOKEN holds the API token where no file does.\n%s\n"
      "  --help, --version\n\n"
      "SIGHUP reads anew what may change while it serves.\n"
      "Exit status: 0 after SIGTERM or SIGINT, 1 if it could not start or clients cannot connect\n"
      "any more, 2 for wrong configuration.\n",
      unpod::app::DescribeFlags(unpod::app::TaskdFlags(), "UNPOD_TASKD_").c_str());
}

bool WantsText(const std::vector<std::string>& arguments) {
  for (const std::string& argument : arguments) {
    if (argument == "--help" || argument == "-h") {
      PrintHelp();
      return true;
    }
    if (argument == "--version") {
      std::printf("unpod-taskd %s\n", UNPOD_VERSION);
      return true;
    }
  }
  return false;
}

// Before any thread is made, the log's included: all of them inherit it, and only who waits for these gets
// them. SIGHUP, which asks to read files anew, ends nothing at any time.
sigset_t BlockSignals() {
  std::signal(SIGPIPE, SIG_IGN);
  sigset_t signals;
  sigemptyset(&signals);
  for (const int each : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&signals, each);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  return signals;
}

// Returns at the first signal that asks for the end.
void WaitForTheEnd(const sigset_t& signals, unpod::app::Service& service) {
  while (true) {
    int signal = 0;
    sigwait(&signals, &signal);
    if (signal != SIGHUP) return;
    service.Reload();
  }
}

int Serve(unpod::app::Config config, const sigset_t& signals) {
  // Debian builds abseil with its lock-order checker on: a global lock around every lock that gRPC takes.
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  unpod::app::TakeGrpcLog();
  unpod::http::InitCurl();
  // As if it had been told to from outside: a process that no client reaches any more is started again.
  unpod::app::Service service(std::move(config), [] { kill(getpid(), SIGTERM); });
  if (const absl::Status started = service.Start(); !started.ok()) {
    std::fprintf(stderr, "unpod-taskd: %s\n", std::string(started.message()).c_str());
    return kStartError;
  }
  WaitForTheEnd(signals, service);
  service.Stop([&signals] {  // A second signal cuts the delay short.
    const timespec none{};
    const int signal = sigtimedwait(&signals, nullptr, &none);
    return signal > 0 && signal != SIGHUP;
  });
  return service.is_deaf() ? kDeafError : 0;
}

}  // namespace

int main(int argc, char** argv) {
  unpod::app::OpenStandardStreams();
  const sigset_t signals = BlockSignals();
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  if (WantsText(arguments)) return 0;
  unpod::base::InitLog();
  const auto get_env = [](const char* name) { return std::getenv(name); };
  std::vector<std::string> errors =
      unpod::app::ParseFlags(unpod::app::TaskdFlags(), "UNPOD_TASKD_", arguments, get_env);
  size_t service_links = 0;
  for (std::string& error :
       unpod::app::UnknownVariables(unpod::app::TaskdFlags(), "UNPOD_TASKD_", environ, &service_links)) {
    errors.push_back(std::move(error));
  }
  if (!absl::GetFlag(FLAGS_core_dumps)) unpod::app::ForbidCoreDumps();  // Before the token is read.
  unpod::app::Config config = unpod::app::MakeConfig(get_env, errors);
  if (!errors.empty()) {
    for (const std::string& error : errors) std::fprintf(stderr, "unpod-taskd: %s\n", error.c_str());
    return kUsageError;
  }
  if (service_links > 0) {
    spdlog::info("{} variables of the environment describe services and are passed over", service_links);
  }
  const int status = Serve(std::move(config), signals);
  unpod::base::EndLog();
  return status;
}
