// The flags that runs, tasks, agents, spaces and watch have, and what they mean.
#ifndef UNPOD_CLIENT_CLI_READ_FLAGS_H_
#define UNPOD_CLIENT_CLI_READ_FLAGS_H_

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "client/cli/environment.h"
#include "client/cli/flags.h"
#include "client/cli/problem.h"
#include "client/task_client.h"

namespace unpod::cli {

// How the service is asked.
struct Session {
  std::unique_ptr<client::TaskClient> client;
  absl::Duration timeout;  // For one question; of `watch`: for everything.
  bool json = false;
  std::optional<int> limit;  // Nothing: all.
};

// Of "runs", "tasks", "agents", "spaces" or "watch".
std::vector<FlagSpec> ReadFlags(const std::string& command);

inline constexpr absl::Duration kReadTimeout = absl::Seconds(30);
inline constexpr absl::Duration kWatchTimeout = absl::Hours(24);

// --limit, 100 without it; nothing with --all.
std::optional<int> LimitFrom(const Flags& flags, Problems* problems);

// `otherwise`: the timeout without the flag.
Session OpenSession(const Flags& flags, absl::Duration otherwise, const Environment& environment,
                    Problems* problems);

void NeedSpace(const Flags& flags, Problems* problems);
void NeedSpaceAndRun(const Flags& flags, Problems* problems);
void NeedSpaceOrAgent(const Flags& flags, Problems* problems);

}  // namespace unpod::cli

#endif  // UNPOD_CLIENT_CLI_READ_FLAGS_H_
