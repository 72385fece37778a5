// What a run of the program sees of the world; tests give their own.
#ifndef UNPOD_CLIENT_CLI_ENVIRONMENT_H_
#define UNPOD_CLIENT_CLI_ENVIRONMENT_H_

#include <functional>
#include <istream>
#include <ostream>
#include <string>

namespace unpod::cli {

struct Environment {
  std::istream* in;
  std::ostream* out;
  std::ostream* err;
  bool out_is_terminal = false;
  bool err_is_terminal = false;
  // The value of an environment variable; empty when it is not set.
  std::function<std::string(const std::string&)> variable;
  bool in_is_terminal = false;
  // From the call on, an interrupt (Ctrl-C) is only remembered, the second one ends the program. Both may be
  // absent.
  std::function<void()> catch_interrupts = nullptr;
  std::function<bool()> interrupted = nullptr;
};

// The convention of no-color.org, and TERM=dumb.
inline bool UseColour(const Environment& environment, bool is_terminal) {
  return is_terminal && environment.variable("NO_COLOR").empty() && environment.variable("TERM") != "dumb";
}

}  // namespace unpod::cli

#endif  // UNPOD_CLIENT_CLI_ENVIRONMENT_H_
