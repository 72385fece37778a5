#include "server/domain/reason.h"

#include <array>
#include <cstddef>

namespace unpod::domain {
namespace {

// In the order of Reason.
constexpr std::array<const char*, static_cast<size_t>(Reason::kInternal) + 1> kNames = {
    "INVALID_REQUEST",
    "REQUEST_TOO_LARGE",
    "TOKEN_MISSING",
    "DEADLINE_TOO_SHORT",
    "OVERLOADED",
    "SHUTTING_DOWN",
    "CANCELLED",
    "REQUEST_ID_REUSED",
    "REQUEST_IN_FLIGHT",
    "LEDGER_UNAVAILABLE",
    "INTERRUPTED",
    "NOT_FOUND_YET",
    "REQUEST_NOT_FOUND",
    "REQUEST_NOT_UNKNOWN",
    "UPSTREAM_UNREACHABLE",
    "DEADLINE_EXCEEDED",
    "UPSTREAM_INVALID",
    "SPACE_NOT_FOUND",
    "SPACE_ACCESS_DENIED",
    "TASK_CREATION_FAILED",
    "UPSTREAM_REDIRECT",
    "CALLER_TOKEN_REJECTED",
    "SERVICE_TOKEN_REJECTED",
    "PERMISSION_DENIED",
    "NOT_FOUND",
    "UPSTREAM_ROUTE_NOT_FOUND",
    "UPSTREAM_REFUSED_REQUEST",
    "RATE_LIMITED",
    "UPSTREAM_ERROR",
    "UPSTREAM_READ_FAILED",
    "RESPONSE_UNREADABLE",
    "RUN_ID_MISSING",
    "RESPONSE_TOO_LARGE",
    "CONNECTION_LOST",
    "UPSTREAM_TIMEOUT",
    "INTERNAL"};
static_assert(kNames.back() != nullptr);  // One for each.

}  // namespace

absl::string_view ReasonName(Reason reason) {
  const auto index = static_cast<size_t>(reason);
  return kNames[index < kNames.size() ? index : kNames.size() - 1];
}

Reason ReasonFromName(absl::string_view name) {
  for (size_t i = 0; i < kNames.size(); ++i) {
    if (name == kNames[i]) return static_cast<Reason>(i);
  }
  return Reason::kInternal;
}

}  // namespace unpod::domain
