#include "server/unpod/classify.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "server/unpod/answer.h"
#include "server/unpod/failures.h"
#include "server/unpod/retry_after.h"
#include "server/unpod/text_signs.h"
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
  if (!answer.is_object || answer.errors == Errors::kOther) return CreationFailed(status);
  if (answer.errors == Errors::kFields) {
    // The serializer's complaints are always about the whole request. Those about some documents alone may be
    // all that went wrong: then the text above them has to say that they are a check's.
    const bool is_check = IsAboutTheForm(wording) && (!wording.words().empty() || !answer.is_about_documents);
    return is_check ? Outcome(Invalid(std::move(answer.violations), status)) : CreationFailed(status);
  }
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
  if (auto violation = InnerCheckOf(answer.words)) return Invalid({*std::move(violation)}, status);
  const Wording wording(answer.words);
  if (wording.Contains("org-handle") || wording.Contains("organization handle")) {
    return Invalid({{"org_handle", "is required by the upstream"}}, status);
  }
  if (wording.HasAny("schedule", "scheduled"))
    return Invalid({{"schedule", "was refused by the upstream"}}, status);
  return Invalid({}, status);
}

// That creating failed is a word from half way, but for the inner service's own checks: their wrapper begins
// with it too.
bool FailedHalfWay(const FailedAnswer& answer, int status) {
  if (!answer.signs.failed) return false;
  const bool is_check = status == 400 && InnerCheckOf(answer.words).has_value();
  const bool is_form = status == 422 && answer.is_inner_check;
  return !is_check && !is_form;
}

// A page is a web server's word that there is no such route; JSON is the application's, about a thing.
bool IsFromApplication(const http::Result& result, const FailedAnswer& answer) {
  if (answer.is_object) return true;
  return absl::StrContains(absl::AsciiStrToLower(result.content_type), "json") &&
         !absl::StartsWith(absl::StripLeadingAsciiWhitespace(result.body), "<");
}

// A redirect to what was made.
bool LeadsToARun(absl::string_view location) {
  if (SignsInText(location).made) return true;
  const std::vector<absl::string_view> parts = absl::StrSplit(location, absl::ByAnyChar("/?#"));
  for (size_t i = 1; i < parts.size(); ++i) {
    if ((parts[i - 1] == "runs" || parts[i - 1] == "tasks") && IsShortId(parts[i])) return true;
  }
  return false;
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
    case 414:
    case 415:
    case 431:
      return RequestRefused(status);
    case 413:
      return TooLarge(status);
    case 429:
      // The upstream relays also those that its inner service met half way.
      if (Wording(answer.words).Contains("creat")) return CreationFailed(status);
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
  if (status >= 500 && status < 600) return UpstreamError(status);
  if (status != 206 && (status < 300 || status >= 500)) return Unreadable(status);
  FailedAnswer answer = ReadFailed(result.body, context.documents);
  // Evidence that something was made counts more than the status, whatever it is.
  if (answer.signs.made || LeadsToARun(result.location)) return SomethingMade(status);
  if (FailedHalfWay(answer, status)) return CreationFailed(status);
  if (status == 206) return From206(std::move(answer), status);
  if (status < 400) return Redirected(status);
  return From4xx(result, std::move(answer), context);
}

}  // namespace unpod::unpod
