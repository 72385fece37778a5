// Sets abseil flags from the command line and the environment, and collects every error instead of ending at
// the first, which absl::ParseCommandLine does.
#ifndef UNPOD_SERVER_APP_FLAG_PARSER_H_
#define UNPOD_SERVER_APP_FLAG_PARSER_H_

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace unpod::app {

struct FlagGroup {
  std::string heading;
  std::vector<std::string> names;
};

using GetEnv = std::function<const char*(const char*)>;

// Variables in `environment` ("NAME=value") that have the prefix and are none of these flags: mistyped ones.
// One line each. Those that describe services in a cluster (service_link.h) are counted instead.
std::vector<std::string> UnknownVariables(const std::vector<FlagGroup>& groups, absl::string_view env_prefix,
                                          char const* const* environment, size_t* service_links);

// Takes "--name=value", "--name value", "--bool" and "--nobool"; the environment first, so that the command
// line wins. Returns one line for each mistake. Not thread-safe.
std::vector<std::string> ParseFlags(const std::vector<FlagGroup>& groups, absl::string_view env_prefix,
                                    const std::vector<std::string>& arguments, const GetEnv& get_env);

// The flags with their defaults and environment variables, for a person.
std::string DescribeFlags(const std::vector<FlagGroup>& groups, absl::string_view env_prefix);

}  // namespace unpod::app

#endif  // UNPOD_SERVER_APP_FLAG_PARSER_H_
