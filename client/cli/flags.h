// Command line flags by table: --name value, --name=value, --switch. Dashes in a name may stand for
// underscores. (Not absl's flags: those are global, name one unknown flag at a time, and their --help is a
// dump of all programs'.)
#ifndef UNPOD_CLIENT_CLI_FLAGS_H_
#define UNPOD_CLIENT_CLI_FLAGS_H_

#include <map>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "client/cli/problem.h"

namespace unpod::cli {

enum class FlagKind { kValue, kList, kSwitch };  // Given once; any number of times; without a value.

struct FlagSpec {
  absl::string_view group;  // Heading in the help; flags of one group stand together in the table.
  absl::string_view name;   // With underscores, without the leading dashes.
  FlagKind kind;
  absl::string_view value_name;  // In the help: "TOKEN".
  absl::string_view help;
};

class Flags {
 public:
  // Fills from `args` (without program and command name), adding what is wrong to `problems`. Values must be
  // UTF-8.
  static Flags Parse(absl::Span<const std::string> args, absl::Span<const FlagSpec> specs,
                     Problems* problems);

  bool Has(absl::string_view name) const { return values_.contains(std::string(name)); }
  // The value, or `otherwise` when absent.
  std::string Get(absl::string_view name, absl::string_view otherwise = "") const;
  std::vector<std::string> GetAll(absl::string_view name) const;

 private:
  std::map<std::string, std::vector<std::string>> values_;
};

// The table as text for a help page, at most 100 columns wide.
std::string FlagHelp(absl::Span<const FlagSpec> specs);

}  // namespace unpod::cli

#endif  // UNPOD_CLIENT_CLI_FLAGS_H_
