// How each failure is told to the caller: code, reason and words. One function for each line of
// docs/errors.md, so that the table stands in one place. Internal to unpod.
#ifndef UNPOD_SERVER_UNPOD_FAILURES_H_
#define UNPOD_SERVER_UNPOD_FAILURES_H_

#include <vector>

#include "absl/time/time.h"
#include "server/domain/outcome.h"
#include "server/http/transfer.h"
#include "server/unpod/classify.h"

namespace unpod::unpod {

// No status was received and no byte had left.
domain::NotExecuted NothingLeft(http::Error error);
// No complete answer came, and bytes may have left. `http_status` is 0 or what was read.
domain::Unknown AnswerMissing(http::Error error, int http_status);

domain::Unknown Unreadable(int http_status);
domain::Unknown RunIdMissing(int http_status);
domain::Unknown CreationFailed(int http_status);
// The same for callers; an answer that refuses, and shows that something was made.
domain::Unknown SomethingMade(int http_status);
domain::Unknown UpstreamError(int http_status);

domain::NotExecuted Invalid(std::vector<domain::FieldViolation> violations, int http_status);
domain::NotExecuted SpaceNotFound(int http_status);
domain::NotExecuted SpaceAccessDenied(int http_status);
domain::NotExecuted Redirected(int http_status);
domain::NotExecuted TokenRejected(TokenOwner owner, int http_status);
domain::NotExecuted PermissionDenied(int http_status);
// `type` names what was not found, or is null.
domain::NotExecuted NotFound(const char* type, int http_status);
domain::NotExecuted RouteNotFound(int http_status);
domain::NotExecuted RequestRefused(int http_status);
domain::NotExecuted TooLarge(int http_status);
domain::NotExecuted RateLimited(absl::Duration retry_after, int http_status);

}  // namespace unpod::unpod

#endif  // UNPOD_SERVER_UNPOD_FAILURES_H_
