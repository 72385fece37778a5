#include "server/unpod/classify.h"

#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "server/unpod/answer.h"
#include "server/unpod/retry_after.h"

namespace unpod::unpod {
namespace {

using absl::StatusCode;
using domain::Failure;
using domain::NotExecuted;
using domain::Outcome;
using domain::Reason;
using domain::Unknown;

constexpr absl::Duration kUnreachablePause = absl::Seconds(1);

Failure Make(StatusCode code, Reason reason, std::string message, int http_status) {
  Failure failure;
  failure.code = code;
  failure.reason = reason;
  failure.message = std::move(message);
  failure.http_status = http_status;
  return failure;
}

// Loose matching: the upstream's words drift.
class Words {
 public:
  explicit Words(absl::string_view text) : text_(absl::AsciiStrToLower(text)) {}
  bool Have(absl::string_view part) const { return absl::StrContains(text_, part); }
  template <typename... Parts>
  bool HaveAny(Parts... parts) const {
    return (Have(parts) || ...);
  }

 private:
  std::string text_;
};

const char* WhyUnreachable(http::Error error) {
  switch (error) {
    case http::Error::kResolve:
      return "the upstream's name could not be resolved; nothing was sent";
    case http::Error::kTls:
      return "no TLS connection to the upstream; nothing was sent";
    case http::Error::kTimeout:
      return "no connection to the upstream in time; nothing was sent";
    default:
      return "no connection to the upstream; nothing was sent";
  }
}

Outcome NothingLeft(http::Error error) {
  if (error == http::Error::kInternal) {
    return NotExecuted{Make(StatusCode::kInternal, Reason::kInternal,
                            "the request could not be made; nothing was sent", 0)};
  }
  if (error == http::Error::kCancelled) {
    return NotExecuted{Make(StatusCode::kCancelled, Reason::kCancelled, "cancelled before anything was sent", 0)};
  }
  Failure failure = Make(StatusCode::kUnavailable, Reason::kUpstreamUnreachable, WhyUnreachable(error), 0);
  failure.retry_after = kUnreachablePause;
  return NotExecuted{std::move(failure)};
}

Outcome NoWholeAnswer(const http::Result& result) {
  if (!result.may_have_left) return NothingLeft(result.error);
  Reason reason = Reason::kConnectionLost;
  const char* message = "the connection ended before the upstream had answered; the calls may have been placed";
  if (result.error == http::Error::kTimeout) {
    reason = Reason::kUpstreamTimeout;
    message = "the upstream did not answer in time; the calls may have been placed";
  } else if (result.error == http::Error::kResponseTooLarge) {
    reason = Reason::kResponseTooLarge;
    message = "the upstream's answer is too large to read; the calls may have been placed";
  }
  return Unknown{Make(StatusCode::kUnknown, reason, message, result.http_status)};
}

Outcome From200(Answer answer, int http_status) {
  if (!answer.is_object) {
    return Unknown{Make(StatusCode::kUnknown, Reason::kResponseUnreadable,
                        "the upstream's answer cannot be read; the calls may have been placed", http_status)};
  }
  if (answer.created.run_id.empty() || answer.status_code.value_or(200) != 200) {
    return Unknown{Make(StatusCode::kUnknown, Reason::kRunIdMissing,
                        "the upstream's answer names no run; the calls may have been placed", http_status)};
  }
  return std::move(answer.created);
}

Failure Invalid(std::vector<domain::FieldViolation> violations, int http_status) {
  Failure failure = Make(StatusCode::kInvalidArgument, Reason::kUpstreamInvalid,
                         "the upstream refused the request as invalid", http_status);
  if (!violations.empty() && !violations.front().field.empty()) {
    failure.message = absl::StrCat(failure.message, ": ", violations.front().field, " ", violations.front().description);
  }
  failure.violations = std::move(violations);
  return failure;
}

Failure SpaceNotFound(int http_status) {
  Failure failure =
      Make(StatusCode::kNotFound, Reason::kSpaceNotFound, "the upstream knows no space of this token", http_status);
  failure.violations.push_back({"space_token", "is unknown to the upstream"});
  failure.resource = domain::ResourceInfo{"space", "no space has this token"};
  return failure;
}

Failure SpaceAccessDenied(int http_status) {
  Failure failure = Make(StatusCode::kPermissionDenied, Reason::kSpaceAccessDenied,
                         "the API token's user may not create tasks in this space", http_status);
  failure.resource = domain::ResourceInfo{"space", "not a member, or neither owner nor editor"};
  return failure;
}

// A business error. Creation is not atomic up there: whatever is not recognised as a check made before it may have
// placed calls.
Outcome From206(Answer answer, int http_status) {
  const Words words(answer.message);
  const bool creation_failed = words.HaveAny("creation failed", "create failed", "failed to create");
  if (answer.is_object && answer.created.run_id.empty() && !creation_failed) {
    if (!answer.violations.empty() || words.Have("validation")) {
      return NotExecuted{Invalid(std::move(answer.violations), http_status)};
    }
    if (words.Have("space") && words.HaveAny("invalid", "not found", "not exist", "unknown")) {
      return NotExecuted{SpaceNotFound(http_status)};
    }
    if (words.HaveAny("access", "permission") && words.HaveAny("n't", "not", "no ", "denied")) {
      return NotExecuted{SpaceAccessDenied(http_status)};
    }
  }
  return Unknown{Make(StatusCode::kFailedPrecondition, Reason::kTaskCreationFailed,
                      "the upstream reports that creating the task failed, perhaps half way; calls may have been placed",
                      http_status)};
}

Outcome From400(Answer answer, int http_status) {
  const Words words(answer.message);
  if (answer.violations.empty()) {
    if (words.HaveAny("org-handle", "organization handle")) {
      answer.violations.push_back({"org_handle", "is required by the upstream"});
    } else if (words.Have("in the future")) {
      answer.violations.push_back({"schedule.at", "must be in the future"});
    } else if (words.Have("schedule")) {
      answer.violations.push_back({"schedule", "was refused by the upstream"});
    } else if (words.Have("no tasks")) {
      answer.violations.push_back({"documents", "at least one is required"});
    }
  }
  return NotExecuted{Invalid(std::move(answer.violations), http_status)};
}

// Whose mistake it is decides who can mend it: a caller cannot log in again with the service's token.
Outcome TokenRejected(TokenOwner owner, int http_status) {
  if (owner == TokenOwner::kCaller) {
    return NotExecuted{Make(StatusCode::kUnauthenticated, Reason::kCallerTokenRejected,
                            "the upstream rejected the API token in unpod-api-token", http_status)};
  }
  return NotExecuted{Make(StatusCode::kFailedPrecondition, Reason::kServiceTokenRejected,
                          "the upstream rejected the service's own API token; its operator has to renew it",
                          http_status)};
}

Outcome From404(const Answer& answer, int http_status) {
  if (!answer.is_object) {
    return NotExecuted{Make(StatusCode::kFailedPrecondition, Reason::kUpstreamRouteNotFound,
                            "the upstream has no such endpoint; is --upstream right?", http_status)};
  }
  Failure failure = Make(StatusCode::kNotFound, Reason::kNotFound, "the upstream did not find what the request names",
                         http_status);
  const Words words(answer.message);
  const char* type = words.Have("agent") ? "agent" : words.Have("organization") ? "organization" : "space";
  failure.resource = domain::ResourceInfo{type, "not found by the upstream"};
  return NotExecuted{std::move(failure)};
}

Outcome From429(const http::Result& result, const Answer& answer, absl::Time now) {
  Failure failure = Make(StatusCode::kResourceExhausted, Reason::kRateLimited,
                         "the upstream's rate limit is reached; nothing was executed", result.http_status);
  failure.retry_after = RetryAfter(result, answer.message, now);
  return NotExecuted{std::move(failure)};
}

// In the order of the numbers.
Outcome FromStatus(const http::Result& result, const ClassifyContext& context) {
  const int status = result.http_status;
  Answer answer = ReadAnswer(result.body);
  if (status == 200) return From200(std::move(answer), status);
  if (status == 206) return From206(std::move(answer), status);
  if (status < 300) {
    return Unknown{Make(StatusCode::kUnknown, Reason::kResponseUnreadable,
                        "the upstream answered neither success nor failure; the calls may have been placed", status)};
  }
  if (status < 400) {
    return NotExecuted{Make(StatusCode::kInternal, Reason::kUpstreamRedirect,
                            "the upstream redirects; redirects are not followed. Is --upstream right?", status)};
  }
  if (status >= 500) {
    return Unknown{Make(StatusCode::kUnknown, Reason::kUpstreamError,
                        "the upstream failed; the calls may have been placed", status)};
  }
  switch (status) {
    case 400:
    case 422:
      return From400(std::move(answer), status);
    case 401:
      return TokenRejected(context.token_owner, status);
    case 403:
      if (Words(answer.message).Have("expired")) return TokenRejected(context.token_owner, status);
      return NotExecuted{Make(StatusCode::kPermissionDenied, Reason::kPermissionDenied,
                              "the upstream denies this to the API token's user", status)};
    case 404:
      return From404(answer, status);
    case 405:
    case 406:
    case 415:
      return NotExecuted{Make(StatusCode::kInternal, Reason::kUpstreamRefusedRequest,
                              "the upstream does not take requests of this form", status)};
    case 413:
      return NotExecuted{Make(StatusCode::kResourceExhausted, Reason::kRequestTooLarge,
                              "the request is too large for the upstream; send fewer documents at once", status)};
    case 429:
      return From429(result, answer, context.now);
    default:  // The upstream relays statuses of its inner service, from after the run may be stored.
      return Unknown{Make(StatusCode::kFailedPrecondition, Reason::kTaskCreationFailed,
                          "the upstream refused with a status that does not say when; calls may have been placed",
                          status)};
  }
}

}  // namespace

domain::Outcome Classify(const http::Result& result, const ClassifyContext& context) {
  if (result.error != http::Error::kNone) return NoWholeAnswer(result);
  return FromStatus(result, context);
}

}  // namespace unpod::unpod
