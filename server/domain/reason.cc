#include "server/domain/reason.h"

namespace unpod::domain {
namespace {

// Empty for a number that is no Reason. The compiler complains about a Reason that has no case, and no case
// can slip to another Reason.
absl::string_view NameOf(Reason reason) {
  // clang-format off
  switch (reason) {
    case Reason::kInvalidRequest: return "INVALID_REQUEST";
    case Reason::kAllDocumentsSkipped: return "ALL_DOCUMENTS_SKIPPED";
    case Reason::kRequestTooLarge: return "REQUEST_TOO_LARGE";
    case Reason::kTokenMissing: return "TOKEN_MISSING";
    case Reason::kDeadlineTooShort: return "DEADLINE_TOO_SHORT";
    case Reason::kOverloaded: return "OVERLOADED";
    case Reason::kShuttingDown: return "SHUTTING_DOWN";
    case Reason::kCancelled: return "CANCELLED";
    case Reason::kRequestIdReused: return "REQUEST_ID_REUSED";
    case Reason::kRequestInFlight: return "REQUEST_IN_FLIGHT";
    case Reason::kLedgerUnavailable: return "LEDGER_UNAVAILABLE";
    case Reason::kInterrupted: return "INTERRUPTED";
    case Reason::kNotFoundYet: return "NOT_FOUND_YET";
    case Reason::kUnnamedRepeat: return "UNNAMED_REPEAT";
    case Reason::kRequestNotFound: return "REQUEST_NOT_FOUND";
    case Reason::kRequestNotUnknown: return "REQUEST_NOT_UNKNOWN";
    case Reason::kRunDoesNotFit: return "RUN_DOES_NOT_FIT";
    case Reason::kUpstreamUnreachable: return "UPSTREAM_UNREACHABLE";
    case Reason::kDeadlineExceeded: return "DEADLINE_EXCEEDED";
    case Reason::kUpstreamInvalid: return "UPSTREAM_INVALID";
    case Reason::kSpaceNotFound: return "SPACE_NOT_FOUND";
    case Reason::kSpaceAccessDenied: return "SPACE_ACCESS_DENIED";
    case Reason::kTaskCreationFailed: return "TASK_CREATION_FAILED";
    case Reason::kUpstreamRedirect: return "UPSTREAM_REDIRECT";
    case Reason::kCallerTokenRejected: return "CALLER_TOKEN_REJECTED";
    case Reason::kServiceTokenRejected: return "SERVICE_TOKEN_REJECTED";
    case Reason::kPermissionDenied: return "PERMISSION_DENIED";
    case Reason::kNotFound: return "NOT_FOUND";
    case Reason::kUpstreamRouteNotFound: return "UPSTREAM_ROUTE_NOT_FOUND";
    case Reason::kUpstreamRefusedRequest: return "UPSTREAM_REFUSED_REQUEST";
    case Reason::kRateLimited: return "RATE_LIMITED";
    case Reason::kUpstreamError: return "UPSTREAM_ERROR";
    case Reason::kUpstreamReadFailed: return "UPSTREAM_READ_FAILED";
    case Reason::kResponseUnreadable: return "RESPONSE_UNREADABLE";
    case Reason::kRunIdMissing: return "RUN_ID_MISSING";
    case Reason::kResponseTooLarge: return "RESPONSE_TOO_LARGE";
    case Reason::kConnectionLost: return "CONNECTION_LOST";
    case Reason::kUpstreamTimeout: return "UPSTREAM_TIMEOUT";
    case Reason::kInternal: return "INTERNAL";
  }
  // clang-format on
  return "";
}

}  // namespace

absl::string_view ReasonName(Reason reason) {
  const absl::string_view name = NameOf(reason);
  return name.empty() ? NameOf(Reason::kInternal) : name;
}

Reason ReasonFromName(absl::string_view name) {
  // Reasons are numbered from 0 without a gap.
  for (int number = 0; !NameOf(static_cast<Reason>(number)).empty(); ++number) {
    if (name == NameOf(static_cast<Reason>(number))) return static_cast<Reason>(number);
  }
  return Reason::kInternal;
}

}  // namespace unpod::domain
