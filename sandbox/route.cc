#include "sandbox/route.h"

#include <array>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "sandbox/request.h"

namespace unpod::sandbox {
namespace {

struct Pattern {
  Endpoint endpoint;
  absl::string_view path;  // below kApiPrefix
};

constexpr std::array<Pattern, 10> kPatterns = {{
    {Endpoint::kCreate, "spaces/{space}/tasks/create/"},
    {Endpoint::kRuns, "spaces/{space}/runs/"},
    {Endpoint::kRunTasks, "spaces/{space}/runs/{run}/tasks/"},
    {Endpoint::kSpaceTasks, "spaces/{space}/tasks/"},
    {Endpoint::kAgentTasks, "agents/{agent}/tasks/"},
    {Endpoint::kAgentExecutions, "agents/{agent}/executions/"},
    {Endpoint::kAgents, "agents/"},
    {Endpoint::kSpaces, "spaces/"},
    {Endpoint::kSpace, "spaces/{space}/"},
    {Endpoint::kOrganizations, "organizations/"},
}};

std::string* Slot(absl::string_view part, Route& route) {
  if (part == "{space}") return &route.space;
  if (part == "{run}") return &route.run;
  if (part == "{agent}") return &route.agent;
  return nullptr;
}

std::optional<Route> Match(const Pattern& pattern, const std::vector<absl::string_view>& parts) {
  const std::vector<absl::string_view> wanted = absl::StrSplit(pattern.path, '/');
  if (wanted.size() != parts.size()) return std::nullopt;
  Route route{.endpoint = pattern.endpoint};
  for (size_t i = 0; i < parts.size(); ++i) {
    if (std::string* slot = Slot(wanted[i], route); slot != nullptr && !parts[i].empty()) {
      *slot = std::string(parts[i]);
    } else if (wanted[i] != parts[i]) {
      return std::nullopt;
    }
  }
  return route;
}

}  // namespace

std::optional<Route> FindRoute(absl::string_view path) {
  if (!absl::ConsumePrefix(&path, kApiPrefix)) return std::nullopt;
  const std::vector<absl::string_view> parts = absl::StrSplit(path, '/');
  for (const Pattern& pattern : kPatterns) {
    if (std::optional<Route> route = Match(pattern, parts)) return route;
  }
  return std::nullopt;
}

std::optional<Target> TargetOf(absl::string_view method, absl::string_view path) {
  if (absl::StartsWith(path, kControlPrefix)) return std::nullopt;
  const std::optional<Route> route = FindRoute(path);
  const bool create = method == "POST" && route.has_value() && route->endpoint == Endpoint::kCreate;
  return create ? Target::kCreate : Target::kRead;
}

std::optional<Target> GuessTarget(absl::string_view first_bytes) {
  const absl::string_view line = first_bytes.substr(0, first_bytes.find("\r\n"));
  const std::vector<absl::string_view> words = absl::StrSplit(line, ' ');
  Request request;
  if (words.size() > 1) SetTarget(words[1], request);
  return TargetOf(words[0], request.path);
}

}  // namespace unpod::sandbox
