// The flags that say how to reach the service; the same for each command.
#ifndef UNPOD_CLIENT_CLI_CONNECTION_H_
#define UNPOD_CLIENT_CLI_CONNECTION_H_

#include <memory>
#include <vector>

#include "absl/time/time.h"
#include "client/cli/environment.h"
#include "client/cli/flags.h"
#include "client/cli/problem.h"
#include "client/task_client.h"

namespace unpod::cli {

inline constexpr absl::string_view kDefaultAddress = "127.0.0.1:50051";
inline constexpr absl::string_view kAddressVariable = "UNPOD_TASK_ADDRESS";
inline constexpr absl::string_view kTokenVariable = "UNPOD_API_TOKEN";

// --address, --tls, --ca_file.
std::vector<FlagSpec> ConnectionFlags();
// --api_token_file, --allow_token_without_tls.
std::vector<FlagSpec> TokenFlags();

// The flag, else the environment variable, else the default.
std::string AddressOf(const Flags& flags, const Environment& environment);

// A flag such as --timeout, as "30s", "1m30s", or a number of seconds; `otherwise` when absent. Over zero, at
// most a day.
absl::Duration DurationFlag(const Flags& flags, absl::string_view name, absl::Duration otherwise,
                            Problems* problems);

// What ConnectionFlags say.
client::Options OptionsFrom(const Flags& flags, const Environment& environment);
// What TokenFlags and the environment say, into `options`.
void ReadToken(const Flags& flags, const Environment& environment, client::Options* options,
               Problems* problems);

// Null, and what is wrong, for options that cannot work. Does not connect.
std::unique_ptr<client::TaskClient> MakeClient(const client::Options& options, Problems* problems);

}  // namespace unpod::cli

#endif  // UNPOD_CLIENT_CLI_CONNECTION_H_
