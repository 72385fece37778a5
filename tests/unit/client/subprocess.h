// A program run as a user's shell would run it.
#ifndef UNPOD_TESTS_UNIT_CLIENT_SUBPROCESS_H_
#define UNPOD_TESTS_UNIT_CLIENT_SUBPROCESS_H_

#include <string>
#include <vector>

namespace unpod::cli {

struct Finished {
  int exit_code = -1;  // -1: it did not start, or a signal ended it.
  std::string out;
  std::string err;
};

enum class Output { kFile, kTerminal };

// Waits for its end. `variables` ("NAME=value") are its whole environment. With kTerminal its standard output
// is a pseudo-terminal.
Finished RunProcess(const std::vector<std::string>& command, const std::vector<std::string>& variables,
                    const std::string& in, Output output = Output::kFile);

}  // namespace unpod::cli

#endif  // UNPOD_TESTS_UNIT_CLIENT_SUBPROCESS_H_
