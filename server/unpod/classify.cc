#include "server/unpod/classify.h"

#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/string_view.h"
#include "server/unpod/answer.h"
#include "server/unpod/failures.h"
#include "server/unpod/retry_after.h"
#include "server/unpod/wording.h"

namespace unpod::unpod {
namespace {

using domain::Outcome;

Outcome From200(const http::Result& result) {
  CreatedAnswer answer = ReadCreated(result.body);
  if (!answer.is_object) return Unreadable(result.http_status);
  if (answer.created.run_id.empty()) return RunIdMissing(result.http_status);
  if (answer.says_otherwise) return Unreadable(result.http_status);
  return std::move(answer.created);
}

// A business error. Creation is not atomic up there: what is not recognised as a check before it may have
// placed calls.
Outcome From206(FailedAnswer answer, int status) {
  using Errors = FailedAnswer::Errors;
  const Wording wording(answer.words);
  if (!answer.is_object || SaysCreationFailed(wording)) return CreationFailed(status);
  if (answer.errors == Errors::kFields) return Invalid(std::move(answer.violations), status);
  if (answer.errors == Errors::kOther) return CreationFailed(status);
  switch (TopicOf(wording)) {
    case Topic::kValidation:
      return Invalid({}, status);
    case Topic::kSpaceNotFound:
      return SpaceNotFound(status);
    case Topic::kNoAccess:
      return SpaceAccessDenied(status);
    case Topic::kUnrecognised:
      break;
  }
  return CreationFailed(status);
}

Outcome From400(FailedAnswer answer, int status) {
  if (answer.errors == FailedAnswer::Errors::kFields) return Invalid(std::move(answer.violations), status);
  const Wording wording(answer.words);
  if (wording.Contains("org-handle") || wording.Contains("organization handle")) {
    return Invalid({{"org_handle", "is required by the upstream"}}, status);
  }
  if (wording.Contains("must be in the future"))
    return Invalid({{"schedule.at", "must be in the future"}}, status);
  if (wording.HasAny("schedule", "scheduled"))
    return Invalid({{"schedule", "was refused by the upstream"}}, status);
  if (wording.Contains("no tasks")) return Invalid({{"documents", "is required by the upstream"}}, status);
  return Invalid({}, status);
}

// A page is a web server's word that there is no such route; JSON is the application's, about a thing.
bool IsFromApplication(const http::Result& result, const FailedAnswer& answer) {
  if (answer.is_object) return true;
  return absl::StrContains(absl::AsciiStrToLower(result.content_type), "json") &&
         !absl::StartsWith(absl::StripLeadingAsciiWhitespace(result.body), "<");
}

// In the order of the numbers.
Outcome From4xx(const http::Result& result, FailedAnswer answer, const ClassifyContext& context) {
  const int status = result.http_status;
  switch (status) {
    case 400:
    case 422:
      return From400(std::move(answer), status);
    case 401:
      return TokenRejected(context.token_owner, status);
    case 403:
      if (Wording(answer.words).HasAny("expired")) return TokenRejected(context.token_owner, status);
      return PermissionDenied(status);
    case 404:
      if (!IsFromApplication(result, answer)) return RouteNotFound(status);
      return NotFound(MissingThing(Wording(answer.words)), status);
    case 405:
    case 406:
    case 415:
      return RequestRefused(status);
    case 413:
      return TooLarge(status);
    case 429:
      return RateLimited(RetryAfter(result, answer.words, context.now), status);
    default:  // The upstream relays the statuses of its inner service, also those from half way.
      return CreationFailed(status);
  }
}

}  // namespace

Outcome Classify(const http::Result& result, const ClassifyContext& context) {
  const int status = result.http_status;
  if (result.error != http::Error::kNone) {
    if (!result.may_have_left) return NothingLeft(result.error);
    return AnswerMissing(result.error, status);
  }
  if (status == 200) return From200(result);
  if (status >= 300 && status < 400) return Redirected(status);
  if (status >= 500 && status < 600) return UpstreamError(status);
  if (status != 206 && (status < 400 || status >= 500)) return Unreadable(status);
  FailedAnswer answer = ReadFailed(result.body, context.documents);
  // Evidence that something was made counts more than the status.
  if (answer.names_run) return CreationFailed(status);
  if (status == 206) return From206(std::move(answer), status);
  return From4xx(result, std::move(answer), context);
}

}  // namespace unpod::unpod
