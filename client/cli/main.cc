#include <unistd.h>

#include <atomic>
#include <csignal>
#include <cstdlib>
#include <iostream>
#include <string>
#include <vector>

#include "client/cli/command.h"
#include "client/cli/environment.h"

namespace {

std::atomic<bool> g_interrupted{false};  // Asked for on another thread.
static_assert(std::atomic<bool>::is_always_lock_free, "for the signal handler");

void OnInterrupt(int) {
  g_interrupted = true;
}

void CatchInterrupts() {
  struct sigaction action {};
  action.sa_handler = OnInterrupt;
  action.sa_flags = static_cast<int>(SA_RESETHAND);  // The second one ends the program.
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
}

}  // namespace

int main(int argc, char** argv) {
  // A reader that leaves must not end the program between a created task and its report.
  std::signal(SIGPIPE, SIG_IGN);
  // gRPC's own log lines would stand between ours, which already say what matters.
  setenv("GRPC_VERBOSITY", "NONE", /*overwrite=*/0);
  unpod::cli::Environment environment;
  environment.in = &std::cin;
  environment.out = &std::cout;
  environment.err = &std::cerr;
  environment.in_is_terminal = isatty(STDIN_FILENO) == 1;
  environment.out_is_terminal = isatty(STDOUT_FILENO) == 1;
  environment.err_is_terminal = isatty(STDERR_FILENO) == 1;
  environment.variable = [](const std::string& name) {
    const char* value = std::getenv(name.c_str());
    return std::string(value == nullptr ? "" : value);
  };
  environment.catch_interrupts = CatchInterrupts;
  environment.interrupted = [] { return g_interrupted.load(); };
  std::vector<std::string> args(argv + (argc > 0 ? 1 : 0), argv + argc);
  return unpod::cli::RunProgram(args, environment);
}
