#ifndef UNPOD_CLIENT_CLI_PROBLEM_H_
#define UNPOD_CLIENT_CLI_PROBLEM_H_

#include <string>
#include <vector>

namespace unpod::cli {

// One thing that is wrong with what the user gave. All are collected and shown at once.
struct Problem {
  std::string where;  // A flag ("--schedule"), a path in the body ("documents[0].name"), or empty.
  std::string what;
  bool operator==(const Problem&) const = default;
};
using Problems = std::vector<Problem>;

}  // namespace unpod::cli

#endif  // UNPOD_CLIENT_CLI_PROBLEM_H_
