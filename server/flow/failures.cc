#include "server/flow/failures.h"

#include <utility>

#include "absl/strings/str_cat.h"

namespace unpod::flow {
namespace {

// Another replica may be asked at once, this one's successor a little later.
domain::Failure AboutToStop(const char* message) {
  auto failure = domain::MakeFailure(absl::StatusCode::kUnavailable, domain::Reason::kShuttingDown, message);
  failure.retry_after = absl::Seconds(1);
  return failure;
}

}  // namespace

domain::NotExecuted InvalidRequest(std::vector<domain::FieldViolation> violations) {
  const domain::FieldViolation& first = violations.front();
  std::string message = absl::StrCat("invalid request: ", first.field, ": ", first.description);
  if (violations.size() > 1) absl::StrAppend(&message, " (and ", violations.size() - 1, " more)");
  auto failure =
      MakeFailure(absl::StatusCode::kInvalidArgument, domain::Reason::kInvalidRequest, std::move(message));
  failure.violations = std::move(violations);
  return {std::move(failure)};
}

domain::NotExecuted RequestTooLarge(size_t bytes, size_t max_bytes) {
  return {MakeFailure(absl::StatusCode::kResourceExhausted, domain::Reason::kRequestTooLarge,
                      absl::StrCat("the request is ", bytes, " bytes as JSON, over the cap of ", max_bytes,
                                   "; send fewer documents at once"))};
}

domain::NotExecuted TokenMissing() {
  return {MakeFailure(
      absl::StatusCode::kUnauthenticated, domain::Reason::kTokenMissing,
      "no API token: send one in the metadata unpod-api-token, or configure the service with one")};
}

domain::NotExecuted Overloaded() {
  auto failure = MakeFailure(absl::StatusCode::kResourceExhausted, domain::Reason::kOverloaded,
                             "too many calls in flight; nothing was sent");
  failure.retry_after = absl::Seconds(1);
  return {std::move(failure)};
}

domain::NotExecuted DeadlineTooShort() {
  return {MakeFailure(absl::StatusCode::kDeadlineExceeded, domain::Reason::kDeadlineTooShort,
                      "too little time left to be answered; nothing was sent")};
}

domain::NotExecuted LedgerUnavailable() {
  auto failure = MakeFailure(absl::StatusCode::kUnavailable, domain::Reason::kLedgerUnavailable,
                             "the ledger cannot be written; nothing was sent");
  failure.retry_after = absl::Seconds(1);
  return {std::move(failure)};
}

domain::NotExecuted RequestIdReused() {
  auto failure = MakeFailure(absl::StatusCode::kFailedPrecondition, domain::Reason::kRequestIdReused,
                             "this request_id stands for another request; nothing was sent");
  failure.violations.push_back({"request_id", "stands for an earlier request with other contents"});
  return {std::move(failure)};
}

domain::NotExecuted ScheduledTooSoon() {
  return InvalidRequest({{"schedule.at", "is in the past, or too near"}});
}

domain::NotExecuted GivenUp() {
  auto failure = MakeFailure(absl::StatusCode::kUnavailable, domain::Reason::kRequestInFlight,
                             "an earlier call with this request_id was given up meanwhile; nothing was sent");
  failure.retry_after = absl::ZeroDuration();
  return {std::move(failure)};
}

domain::Unknown InFlightElsewhere() {
  auto failure = MakeFailure(absl::StatusCode::kAborted, domain::Reason::kRequestInFlight,
                             "another replica is sending this request; ask again with the same request_id");
  failure.repeat_is_safe = true;
  return {std::move(failure)};
}

domain::NotExecuted DeadlineBeforeSending() {
  return {MakeFailure(absl::StatusCode::kDeadlineExceeded, domain::Reason::kDeadlineExceeded,
                      "the deadline ran out before anything was sent")};
}

domain::Unknown DeadlineAfterSending() {
  return {
      MakeFailure(absl::StatusCode::kDeadlineExceeded, domain::Reason::kDeadlineExceeded,
                  "the deadline ran out while the upstream had the request; the calls may have been placed")};
}

domain::NotExecuted CancelledBeforeSending() {
  return {MakeFailure(absl::StatusCode::kCancelled, domain::Reason::kCancelled,
                      "the caller cancelled before anything was sent")};
}

domain::Unknown CancelledAfterSending() {
  return {
      MakeFailure(absl::StatusCode::kCancelled, domain::Reason::kCancelled,
                  "the caller cancelled while the upstream had the request; the calls may have been placed")};
}

domain::NotExecuted StoppedBeforeSending() {
  return {AboutToStop("the service is about to stop; nothing was sent")};
}

domain::Unknown StoppedAfterSending() {
  return {domain::MakeFailure(
      absl::StatusCode::kUnknown, domain::Reason::kShuttingDown,
      "the service had to stop while the upstream had the request; the calls may have been placed")};
}

domain::Unknown UnnamedRepeat(const char* header) {
  return {domain::MakeFailure(
      absl::StatusCode::kUnknown, domain::Reason::kUnnamedRepeat,
      absl::StrCat(
          "the metadata ", header,
          " says that this call is a repeat, and it has no request_id that would tell of what: the calls may "
          "have been placed before; nothing was sent now"))};
}

domain::Failure ReadStopped() {
  return AboutToStop("the service is about to stop: ask another one");
}

domain::Failure ReadCancelled() {
  return MakeFailure(absl::StatusCode::kCancelled, domain::Reason::kCancelled, "the caller cancelled");
}

domain::Failure ReadDeadlineExceeded() {
  return MakeFailure(absl::StatusCode::kDeadlineExceeded, domain::Reason::kDeadlineExceeded,
                     "the deadline ran out before the upstream had answered");
}

domain::Failure RunTooLarge(int most) {
  return MakeFailure(absl::StatusCode::kFailedPrecondition, domain::Reason::kResponseTooLarge,
                     absl::StrCat("the run has more than ", most, " tasks, too many to be watched"));
}

domain::Failure ShuttingDown() {
  return AboutToStop("the service is about to stop: send the same list again, to another one");
}

domain::Failure NoSuch(const char* type) {
  auto failure = MakeFailure(absl::StatusCode::kNotFound, domain::Reason::kNotFound,
                             absl::StrCat("the upstream lists no such ", type, " in this space"));
  failure.resource = domain::ResourceInfo{type, "not among those that the upstream lists"};
  return failure;
}

}  // namespace unpod::flow
