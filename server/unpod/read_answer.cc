#include "server/unpod/read_answer.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "server/domain/object.h"
#include "server/unpod/answer.h"
#include "server/unpod/failures.h"
#include "server/unpod/retry_after.h"
#include "server/unpod/value_reader.h"
#include "server/unpod/wording.h"

namespace unpod::unpod {
namespace {

using absl::StatusCode;
using domain::Failure;
using domain::Object;
using domain::Reason;

Failure NotReadable(int status) {
  return MakeFailure(StatusCode::kInternal, Reason::kResponseUnreadable,
                     "the upstream's answer cannot be read", status);
}

Failure NoAnswer(const http::Result& result) {
  if (!result.may_have_left) return NothingLeft(result.error).failure;
  switch (result.error) {
    case http::Error::kTimeout:
      return MakeFailure(StatusCode::kUnavailable, Reason::kUpstreamTimeout,
                         "the upstream did not answer in time", result.http_status);
    case http::Error::kResponseTooLarge:
      return MakeFailure(StatusCode::kFailedPrecondition, Reason::kResponseTooLarge,
                         "the upstream's answer is too large to read; ask for a smaller page",
                         result.http_status);
    case http::Error::kCancelled:
      return MakeFailure(StatusCode::kCancelled, Reason::kCancelled, "cancelled", result.http_status);
    case http::Error::kUnreadable:
      return NotReadable(result.http_status);
    case http::Error::kInternal:
      return MakeFailure(StatusCode::kInternal, Reason::kInternal, "the request broke off inside the service",
                         result.http_status);
    case http::Error::kNone:
    case http::Error::kResolve:
    case http::Error::kConnect:
    case http::Error::kTls:
    case http::Error::kConnectionLost:
      break;
  }
  return MakeFailure(StatusCode::kUnavailable, Reason::kConnectionLost,
                     "the connection ended before the upstream had answered", result.http_status);
}

// The upstream's own word for a read that failed inside: a store that is down, or one malformed task, which
// spoils the page that it stands on.
Failure ReadFailedInside(int status) {
  return MakeFailure(StatusCode::kFailedPrecondition, Reason::kUpstreamReadFailed,
                     "the upstream could not read its list", status);
}

Failure SpaceNotReadable(int status) {
  Failure failure = MakeFailure(
      StatusCode::kPermissionDenied, Reason::kSpaceAccessDenied,
      "the API token's user may not read the lists of this space: that takes an owner or editor of it",
      status);
  // A viewer may see the space itself, but none of its lists.
  failure.resource =
      domain::ResourceInfo{"space", "the user is no member of it, or neither owner nor editor"};
  return failure;
}

Failure ReadFailureFrom206(const FailedAnswer& answer, int status) {
  switch (TopicOf(Wording(answer.words))) {
    case Topic::kSpaceNotFound:
      return SpaceNotFound(status).failure;
    case Topic::kNoAccess:
      return SpaceNotReadable(status);
    case Topic::kValidation:
    case Topic::kUnrecognised:
      break;
  }
  return ReadFailedInside(status);
}

Failure ReadFailureFrom4xx(const http::Result& result, const FailedAnswer& answer, TokenOwner owner,
                           absl::Time now) {
  const int status = result.http_status;
  const Wording wording(answer.words);
  switch (status) {
    case 400:
      if (wording.Contains("org-handle") || wording.Contains("organization handle")) {
        return Invalid({{"org_handle", "is required by the upstream"}}, status).failure;
      }
      return Invalid({}, status).failure;
    case 401:
      return TokenRejected(owner, status).failure;
    case 403:
      return wording.HasAny("expired") ? TokenRejected(owner, status).failure
                                       : PermissionDenied(status).failure;
    case 404:
      return answer.is_object ? NotFound(MissingThing(wording), status).failure
                              : RouteNotFound(status).failure;
    case 429:
      return RateLimited(RetryAfter(result, answer.words, now), status).failure;
    default:
      return RequestRefused(status).failure;
  }
}

std::variant<Page, Failure> PageFrom200(const http::Result& result) {
  std::optional<Object> answer = ReadObject(result.body);
  if (!answer.has_value()) return NotReadable(result.http_status);
  domain::Value* const data = domain::Find(*answer, "data");
  if (data == nullptr) return NotReadable(result.http_status);
  Page page;
  if (auto* object = std::get_if<Object>(&data->data)) {
    page.items.push_back(std::move(*object));
  } else if (auto* list = std::get_if<domain::List>(&data->data)) {
    for (domain::Value& item : *list) {
      auto* element = std::get_if<Object>(&item.data);
      if (element == nullptr) {
        ++page.skipped;
        continue;
      }
      page.items.push_back(std::move(*element));
    }
  } else {
    return NotReadable(result.http_status);
  }
  page.total = static_cast<int64_t>(page.items.size());
  const domain::Value* const count = domain::Find(*answer, "count");
  const double* const number = count == nullptr ? nullptr : std::get_if<double>(&count->data);
  constexpr double kMost = 1e15;
  if (number != nullptr && *number > 0 && *number < kMost) {
    page.total = std::max(page.total, static_cast<int64_t>(*number));
  }
  return page;
}

}  // namespace

std::variant<Page, Failure> ReadPage(const http::Result& result, TokenOwner token_owner, absl::Time now) {
  const int status = result.http_status;
  if (result.error != http::Error::kNone) return NoAnswer(result);
  if (status == 200) return PageFrom200(result);
  if (status >= 300 && status < 400) return Redirected(status).failure;
  if (status >= 500 && status < 600) {
    return MakeFailure(StatusCode::kUnavailable, Reason::kUpstreamError, "the upstream failed", status);
  }
  if (status != 206 && (status < 400 || status >= 500)) return NotReadable(status);
  const FailedAnswer answer = ReadFailed(result.body, 0);
  if (status == 206) return ReadFailureFrom206(answer, status);
  return ReadFailureFrom4xx(result, answer, token_owner, now);
}

}  // namespace unpod::unpod
