#include "server/domain/reason.h"

namespace unpod::domain {

absl::string_view ReasonName(Reason reason) {
  switch (reason) {
    case Reason::kInvalidRequest:
      return "INVALID_REQUEST";
    case Reason::kRequestTooLarge:
      return "REQUEST_TOO_LARGE";
    case Reason::kTokenMissing:
      return "TOKEN_MISSING";
    case Reason::kDeadlineTooShort:
      return "DEADLINE_TOO_SHORT";
    case Reason::kOverloaded:
      return "OVERLOADED";
    case Reason::kCancelled:
      return "CANCELLED";
    case Reason::kRequestIdReused:
      return "REQUEST_ID_REUSED";
    case Reason::kRequestInFlight:
      return "REQUEST_IN_FLIGHT";
    case Reason::kLedgerUnavailable:
      return "LEDGER_UNAVAILABLE";
    case Reason::kInterrupted:
      return "INTERRUPTED";
    case Reason::kNotFoundYet:
      return "NOT_FOUND_YET";
    case Reason::kRequestNotFound:
      return "REQUEST_NOT_FOUND";
    case Reason::kRequestNotUnknown:
      return "REQUEST_NOT_UNKNOWN";
    case Reason::kUpstreamUnreachable:
      return "UPSTREAM_UNREACHABLE";
    case Reason::kDeadlineExceeded:
      return "DEADLINE_EXCEEDED";
    case Reason::kUpstreamInvalid:
      return "UPSTREAM_INVALID";
    case Reason::kSpaceNotFound:
      return "SPACE_NOT_FOUND";
    case Reason::kSpaceAccessDenied:
      return "SPACE_ACCESS_DENIED";
    case Reason::kTaskCreationFailed:
      return "TASK_CREATION_FAILED";
    case Reason::kUpstreamRedirect:
      return "UPSTREAM_REDIRECT";
    case Reason::kCallerTokenRejected:
      return "CALLER_TOKEN_REJECTED";
    case Reason::kServiceTokenRejected:
      return "SERVICE_TOKEN_REJECTED";
    case Reason::kPermissionDenied:
      return "PERMISSION_DENIED";
    case Reason::kNotFound:
      return "NOT_FOUND";
    case Reason::kUpstreamRouteNotFound:
      return "UPSTREAM_ROUTE_NOT_FOUND";
    case Reason::kUpstreamRefusedRequest:
      return "UPSTREAM_REFUSED_REQUEST";
    case Reason::kRateLimited:
      return "RATE_LIMITED";
    case Reason::kUpstreamError:
      return "UPSTREAM_ERROR";
    case Reason::kResponseUnreadable:
      return "RESPONSE_UNREADABLE";
    case Reason::kRunIdMissing:
      return "RUN_ID_MISSING";
    case Reason::kResponseTooLarge:
      return "RESPONSE_TOO_LARGE";
    case Reason::kConnectionLost:
      return "CONNECTION_LOST";
    case Reason::kUpstreamTimeout:
      return "UPSTREAM_TIMEOUT";
    case Reason::kInternal:
      break;
  }
  return "INTERNAL";
}

Reason ReasonFromName(absl::string_view name) {
  for (int i = 0; i < static_cast<int>(Reason::kInternal); ++i) {
    if (ReasonName(static_cast<Reason>(i)) == name) return static_cast<Reason>(i);
  }
  return Reason::kInternal;
}

}  // namespace unpod::domain
