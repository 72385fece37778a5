#ifndef UNPOD_SANDBOX_ROUTE_H_
#define UNPOD_SANDBOX_ROUTE_H_

#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "sandbox/fault.h"

namespace unpod::sandbox {

inline constexpr absl::string_view kApiPrefix = "/api/v2/platform/";
inline constexpr absl::string_view kControlPrefix = "/_sandbox/";

enum class Endpoint {
  kCreate,
  kRuns,
  kRunTasks,
  kSpaceTasks,
  kAgentTasks,
  kAgentExecutions,
  kAgents,
  kSpaces,
  kSpace,
  kOrganizations
};

// Where a path of the API leads, with the names in it.
struct Route {
  Endpoint endpoint = Endpoint::kCreate;
  std::string space = {};
  std::string run = {};
  std::string agent = {};
};

// `path` is percent-decoded and ends with a slash; nothing else leads anywhere.
std::optional<Route> FindRoute(absl::string_view path);

// Which faults may hit such a request: kCreate, kRead, or nothing at all (control).
std::optional<Target> TargetOf(absl::string_view method, absl::string_view path);
// The same from the first bytes of a connection's next request, as far as they tell.
std::optional<Target> GuessTarget(absl::string_view first_bytes);

}  // namespace unpod::sandbox

#endif  // UNPOD_SANDBOX_ROUTE_H_
