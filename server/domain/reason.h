// The stable reason strings of google.rpc.ErrorInfo. docs/errors.md lists them; one that was
// published stays.
#ifndef UNPOD_SERVER_DOMAIN_REASON_H_
#define UNPOD_SERVER_DOMAIN_REASON_H_

#include "absl/strings/string_view.h"

namespace unpod::domain {

enum class Reason {
  // Refused by this service, nothing sent.
  kInvalidRequest,       // INVALID_REQUEST: fields, see the violations
  kAllDocumentsSkipped,  // ALL_DOCUMENTS_SKIPPED: the policy left out each document
  kRequestTooLarge,      // REQUEST_TOO_LARGE: the encoded body is over the cap, here or upstream (413)
  kTokenMissing,         // TOKEN_MISSING: neither the caller nor the service has an API token
  kDeadlineTooShort,     // DEADLINE_TOO_SHORT: not enough time left to send and be answered
  kOverloaded,           // OVERLOADED: too many calls in flight
  kShuttingDown,         // SHUTTING_DOWN: the service is about to stop
  kCancelled,            // CANCELLED: the caller left; metadata "execution" says what had happened by then
  // The ledger.
  kRequestIdReused,    // REQUEST_ID_REUSED: the request_id stands for another request
  kRequestInFlight,    // REQUEST_IN_FLIGHT: another replica is sending it, and took longer than can be waited
  kLedgerUnavailable,  // LEDGER_UNAVAILABLE: the claim or the outcome could not be written; see "execution"
  kInterrupted,        // INTERRUPTED: the process that had claimed the request ended before it settled it
  kNotFoundYet,        // NOT_FOUND_YET: not among the upstream's tasks either, for as long as was looked
  kUnnamedRepeat,      // UNNAMED_REPEAT: the call says that it is a repeat, and has no request_id
  kRequestNotFound,    // REQUEST_NOT_FOUND: the ledger has none of that name
  kRequestNotUnknown,  // REQUEST_NOT_UNKNOWN: there is nothing to resolve
  kRunDoesNotFit,      // RUN_DOES_NOT_FIT: the run that an operator has named is not that request's
  // The upstream could not be asked.
  kUpstreamUnreachable,  // UPSTREAM_UNREACHABLE: refused, DNS, TLS, timeout before a byte left
  kDeadlineExceeded,     // DEADLINE_EXCEEDED: the caller's deadline ran out; see the metadata "execution"
  // The upstream's answer.
  kUpstreamInvalid,         // UPSTREAM_INVALID: 206 validation, 400, 422
  kSpaceNotFound,           // SPACE_NOT_FOUND: 206 "Invalid Space Token"
  kSpaceAccessDenied,       // SPACE_ACCESS_DENIED: 206 "… have Access …"
  kTaskCreationFailed,      // TASK_CREATION_FAILED: any other 206, other 4xx
  kUpstreamRedirect,        // UPSTREAM_REDIRECT: 3xx
  kCallerTokenRejected,     // CALLER_TOKEN_REJECTED: 401, or 403 "expired", with the caller's own token
  kServiceTokenRejected,    // SERVICE_TOKEN_REJECTED: the same with the service's token
  kPermissionDenied,        // PERMISSION_DENIED: 403
  kNotFound,                // NOT_FOUND: 404 JSON
  kUpstreamRouteNotFound,   // UPSTREAM_ROUTE_NOT_FOUND: 404 HTML, a wrong --upstream
  kUpstreamRefusedRequest,  // UPSTREAM_REFUSED_REQUEST: 405, 406, 415
  kRateLimited,             // RATE_LIMITED: 429
  kUpstreamError,           // UPSTREAM_ERROR: 5xx
  kUpstreamReadFailed,      // UPSTREAM_READ_FAILED: a list that it could not read, by its own word
  kResponseUnreadable,  // RESPONSE_UNREADABLE: 200 that is no JSON object or contradicts itself, another 2xx
  kRunIdMissing,        // RUN_ID_MISSING: 200 without a run id
  kResponseTooLarge,    // RESPONSE_TOO_LARGE: over the response cap
  kConnectionLost,      // CONNECTION_LOST: reset or close after a byte left
  kUpstreamTimeout,     // UPSTREAM_TIMEOUT: the attempt's own time ran out after a byte left
  kInternal,            // INTERNAL: a defect of this service
};

// "INVALID_REQUEST" and so on. Valid for the program's lifetime.
absl::string_view ReasonName(Reason reason);

// The reason of that name; kInternal for a name that is none.
Reason ReasonFromName(absl::string_view name);

}  // namespace unpod::domain

#endif  // UNPOD_SERVER_DOMAIN_REASON_H_
