#include "server/unpod/failures.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"

namespace unpod::unpod {
namespace {

using absl::StatusCode;
using domain::Failure;
using domain::NotExecuted;
using domain::Reason;
using domain::Unknown;

constexpr absl::Duration kUnreachablePause = absl::Seconds(1);

const char* WhyUnreachable(http::Error error) {
  switch (error) {
    case http::Error::kResolve:
      return "the upstream's name could not be resolved; nothing was sent";
    case http::Error::kTls:
      return "no TLS connection to the upstream; nothing was sent";
    case http::Error::kTimeout:
      return "no connection to the upstream in time; nothing was sent";
    case http::Error::kNone:
    case http::Error::kConnect:
    case http::Error::kCancelled:
    case http::Error::kResponseTooLarge:
    case http::Error::kUnreadable:
    case http::Error::kConnectionLost:
    case http::Error::kInternal:
      break;
  }
  return "no connection to the upstream; nothing was sent";
}

}  // namespace

NotExecuted NothingLeft(http::Error error) {
  if (error == http::Error::kInternal) {
    return {MakeFailure(StatusCode::kInternal, Reason::kInternal,
                        "the request could not be made; nothing was sent", 0)};
  }
  if (error == http::Error::kCancelled) {
    return {MakeFailure(StatusCode::kCancelled, Reason::kCancelled, "cancelled before anything was sent", 0)};
  }
  Failure failure =
      MakeFailure(StatusCode::kUnavailable, Reason::kUpstreamUnreachable, WhyUnreachable(error), 0);
  failure.retry_after = kUnreachablePause;
  return {std::move(failure)};
}

Unknown AnswerMissing(http::Error error, int http_status) {
  switch (error) {
    case http::Error::kTimeout:
      return {MakeFailure(StatusCode::kUnknown, Reason::kUpstreamTimeout,
                          "the upstream did not answer in time; the calls may have been placed",
                          http_status)};
    case http::Error::kResponseTooLarge:
      return {MakeFailure(StatusCode::kUnknown, Reason::kResponseTooLarge,
                          "the upstream's answer is too large to read; the calls may have been placed",
                          http_status)};
    case http::Error::kUnreadable:
      return Unreadable(http_status);
    case http::Error::kInternal:
      return {MakeFailure(StatusCode::kUnknown, Reason::kInternal,
                          "the request broke off inside the service; the calls may have been placed",
                          http_status)};
    case http::Error::kNone:
    case http::Error::kResolve:
    case http::Error::kConnect:
    case http::Error::kTls:
    case http::Error::kCancelled:
    case http::Error::kConnectionLost:
      break;
  }
  return {MakeFailure(StatusCode::kUnknown, Reason::kConnectionLost,
                      "the connection ended before the upstream had answered; the calls may have been placed",
                      http_status)};
}

Unknown Unreadable(int http_status) {
  return {MakeFailure(StatusCode::kUnknown, Reason::kResponseUnreadable,
                      "the upstream's answer cannot be read; the calls may have been placed", http_status)};
}

Unknown RunIdMissing(int http_status) {
  return {MakeFailure(StatusCode::kUnknown, Reason::kRunIdMissing,
                      "the upstream's answer names no run; the calls may have been placed", http_status)};
}

Unknown CreationFailed(int http_status) {
  return {MakeFailure(
      StatusCode::kFailedPrecondition, Reason::kTaskCreationFailed,
      "the upstream could not create the task, perhaps only half of it; calls may have been placed",
      http_status)};
}

Unknown SomethingMade(int http_status) {
  return {MakeFailure(
      StatusCode::kFailedPrecondition, Reason::kTaskCreationFailed,
      "the upstream refused, but its answer shows that something was made; calls may have been placed",
      http_status)};
}

Unknown UpstreamError(int http_status) {
  return {MakeFailure(StatusCode::kUnknown, Reason::kUpstreamError,
                      "the upstream failed; the calls may have been placed", http_status)};
}

NotExecuted Invalid(std::vector<domain::FieldViolation> violations, int http_status) {
  std::string message = "the upstream refused the request as invalid";
  if (!violations.empty()) {
    absl::StrAppend(&message, ": ", violations.front().field, ": ", violations.front().description);
  }
  if (violations.size() > 1) absl::StrAppend(&message, " (and ", violations.size() - 1, " more)");
  Failure failure =
      MakeFailure(StatusCode::kInvalidArgument, Reason::kUpstreamInvalid, std::move(message), http_status);
  failure.violations = std::move(violations);
  for (domain::FieldViolation& violation : failure.violations) {
    violation.reason = domain::ViolationReason::kRefusedUpstream;
  }
  return {std::move(failure)};
}

NotExecuted SpaceNotFound(int http_status) {
  Failure failure = MakeFailure(StatusCode::kNotFound, Reason::kSpaceNotFound,
                                "the upstream knows no space with this token", http_status);
  failure.resource = domain::ResourceInfo{"space", "no space has this token"};
  return {std::move(failure)};
}

NotExecuted SpaceAccessDenied(int http_status) {
  Failure failure = MakeFailure(StatusCode::kPermissionDenied, Reason::kSpaceAccessDenied,
                                "the API token's user may not create tasks in this space", http_status);
  failure.resource =
      domain::ResourceInfo{"space", "the user is no member of it, or neither owner nor editor"};
  return {std::move(failure)};
}

NotExecuted Redirected(int http_status) {
  return {MakeFailure(StatusCode::kInternal, Reason::kUpstreamRedirect,
                      "the upstream redirects, which is not followed; is --upstream right?", http_status)};
}

// Whose token it is decides who can mend it: a caller cannot renew the service's.
NotExecuted TokenRejected(TokenOwner owner, int http_status) {
  if (owner == TokenOwner::kCaller) {
    return {MakeFailure(StatusCode::kUnauthenticated, Reason::kCallerTokenRejected,
                        "the upstream rejected the API token in unpod-api-token", http_status)};
  }
  return {MakeFailure(StatusCode::kFailedPrecondition, Reason::kServiceTokenRejected,
                      "the upstream rejected the service's own API token; its operator has to renew it",
                      http_status)};
}

NotExecuted PermissionDenied(int http_status) {
  return {MakeFailure(StatusCode::kPermissionDenied, Reason::kPermissionDenied,
                      "the upstream does not permit this to the API token's user", http_status)};
}

NotExecuted NotFound(const char* type, int http_status) {
  Failure failure = MakeFailure(
      StatusCode::kNotFound, Reason::kNotFound,
      absl::StrCat("the upstream did not find ", type == nullptr ? "what the request names" : "the ",
                   type == nullptr ? "" : type),
      http_status);
  if (type != nullptr) failure.resource = domain::ResourceInfo{type, "not found by the upstream"};
  return {std::move(failure)};
}

NotExecuted RouteNotFound(int http_status) {
  return {MakeFailure(StatusCode::kFailedPrecondition, Reason::kUpstreamRouteNotFound,
                      "the upstream has no such endpoint; is --upstream right?", http_status)};
}

NotExecuted RequestRefused(int http_status) {
  return {MakeFailure(StatusCode::kInternal, Reason::kUpstreamRefusedRequest,
                      "the upstream does not take requests of this form", http_status)};
}

NotExecuted TooLarge(int http_status) {
  return {MakeFailure(StatusCode::kResourceExhausted, Reason::kRequestTooLarge,
                      "the request is too large for the upstream; send fewer documents at once",
                      http_status)};
}

NotExecuted RateLimited(absl::Duration retry_after, int http_status) {
  Failure failure = MakeFailure(StatusCode::kResourceExhausted, Reason::kRateLimited,
                                "the upstream's rate limit is reached; nothing was executed", http_status);
  failure.retry_after = retry_after;
  return {std::move(failure)};
}

}  // namespace unpod::unpod
