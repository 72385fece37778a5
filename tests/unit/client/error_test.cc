#include "client/error.h"

#include <gmock/gmock.h>

#include "tests/unit/client/fake_task_service.h"

namespace unpod::client {
namespace {

using absl::StatusCode;
using testing::ElementsAre;
using testing::IsEmpty;

TEST(DecodeError, TakesAllDetails) {
  std::string details = Details()
                            .Info("RATE_LIMITED", {{"execution", "not_started"}, {"http_status", "429"}})
                            .Violation("pilot", "is blank")
                            .Violation("documents[3].contact_number", "is no number")
                            .Retry(absl::Milliseconds(60500))
                            .Resource("space", "not found")
                            .Serialize();
  Error error = DecodeError(StatusCode::kResourceExhausted, "slow down", details);
  EXPECT_EQ(error.code, StatusCode::kResourceExhausted);
  EXPECT_EQ(error.message, "slow down");
  EXPECT_EQ(error.reason, "RATE_LIMITED");
  EXPECT_EQ(error.execution, Execution::kNotStarted);
  EXPECT_EQ(error.http_status, 429);
  EXPECT_THAT(error.violations, ElementsAre(FieldViolation{"pilot", "is blank"},
                                            FieldViolation{"documents[3].contact_number", "is no number"}));
  EXPECT_EQ(error.retry_delay, absl::Milliseconds(60500));
  EXPECT_EQ(error.resource_type, "space");
  EXPECT_EQ(error.resource_description, "not found");
  EXPECT_TRUE(error.sent);
}

TEST(DecodeError, DecidesByTheTrailers) {
  const std::string details =
      Details().Info("OLD", {{"execution", "not_started"}, {"repeat", "safe"}}).Serialize();
  const Error error =
      DecodeError(StatusCode::kUnknown, "", details, {"unknown", "CONNECTION_LOST", "unsafe"});
  EXPECT_EQ(error.execution, Execution::kUnknown);
  EXPECT_EQ(error.reason, "CONNECTION_LOST");
  EXPECT_FALSE(error.repeat_is_safe);
}

TEST(DecodeError, TakesErrorInfoWhereTheTrailersWereDropped) {
  const std::string details =
      Details().Info("CONNECTION_LOST", {{"execution", "unknown"}, {"repeat", "safe"}}).Serialize();
  const Error error = DecodeError(StatusCode::kUnknown, "", details);
  EXPECT_EQ(error.execution, Execution::kUnknown);
  EXPECT_EQ(error.reason, "CONNECTION_LOST");
  EXPECT_TRUE(error.repeat_is_safe);
}

TEST(DecodeError, KnowsEachWordOfExecution) {
  auto decode = [](const std::string& word) {
    return DecodeError(StatusCode::kUnknown, "", "", {word, "R", ""}).execution;
  };
  EXPECT_EQ(decode("not_started"), Execution::kNotStarted);
  EXPECT_EQ(decode("unknown"), Execution::kUnknown);
  EXPECT_EQ(decode("a later version's word"), Execution::kAbsent);
}

TEST(DecodeError, DoesNotTakeTheWordOfAnotherDomain) {
  Error error =
      DecodeError(StatusCode::kUnavailable, "",
                  Details().Info("R", {{"execution", "not_started"}}, "proxy.example.com").Serialize());
  EXPECT_EQ(error.execution, Execution::kAbsent);
  EXPECT_EQ(error.reason, "");
  EXPECT_EQ(VerdictOf(error), Verdict::kUnknown);
}

TEST(DecodeError, BearsDetailsThatAreBroken) {
  for (const std::string& details : {std::string(), std::string("\xff\xff broken"), std::string(3, '\0')}) {
    Error error = DecodeError(StatusCode::kInternal, "boom", details);
    EXPECT_EQ(error.message, "boom");
    EXPECT_EQ(error.execution, Execution::kAbsent);
    EXPECT_THAT(error.violations, IsEmpty());
  }
}

TEST(DecodeError, BearsABrokenDetailBesideAGoodOne) {
  status::v1::Status status;
  status.add_details()->set_type_url("type.googleapis.com/google.rpc.ErrorInfo");
  status.mutable_details(0)->set_value("\xff\xff\xff");
  std::string good =
      Details().Info("SPACE_NOT_FOUND", {{"execution", "not_started"}, {"http_status", "x"}}).Serialize();
  Error error = DecodeError(StatusCode::kNotFound, "", status.SerializeAsString() + good);
  EXPECT_EQ(error.reason, "SPACE_NOT_FOUND");
  EXPECT_EQ(error.http_status, 0);
}

struct VerdictRow {
  StatusCode code;
  std::string reason;
  Execution execution;
  Verdict verdict;
};

TEST(VerdictOf, IsWhatACallerCanDo) {
  const VerdictRow rows[] = {
      {StatusCode::kInvalidArgument, "INVALID_REQUEST", Execution::kNotStarted, Verdict::kRefused},
      {StatusCode::kUnauthenticated, "TOKEN_MISSING", Execution::kNotStarted, Verdict::kRefused},
      {StatusCode::kNotFound, "SPACE_NOT_FOUND", Execution::kNotStarted, Verdict::kRefused},
      {StatusCode::kPermissionDenied, "SPACE_ACCESS_DENIED", Execution::kNotStarted, Verdict::kRefused},
      {StatusCode::kFailedPrecondition, "SERVICE_TOKEN_REJECTED", Execution::kNotStarted, Verdict::kRefused},
      {StatusCode::kInternal, "UPSTREAM_REDIRECT", Execution::kNotStarted, Verdict::kRefused},
      {StatusCode::kResourceExhausted, "REQUEST_TOO_LARGE", Execution::kNotStarted, Verdict::kRefused},
      {StatusCode::kResourceExhausted, "RATE_LIMITED", Execution::kNotStarted, Verdict::kRetryable},
      {StatusCode::kResourceExhausted, "OVERLOADED", Execution::kNotStarted, Verdict::kRetryable},
      {StatusCode::kUnavailable, "UPSTREAM_UNREACHABLE", Execution::kNotStarted, Verdict::kRetryable},
      {StatusCode::kUnavailable, "SHUTTING_DOWN", Execution::kNotStarted, Verdict::kRetryable},
      {StatusCode::kDeadlineExceeded, "DEADLINE_TOO_SHORT", Execution::kNotStarted, Verdict::kRetryable},
      {StatusCode::kFailedPrecondition, "TASK_CREATION_FAILED", Execution::kUnknown, Verdict::kUnknown},
      {StatusCode::kUnknown, "UPSTREAM_ERROR", Execution::kUnknown, Verdict::kUnknown},
      {StatusCode::kDeadlineExceeded, "DEADLINE_EXCEEDED", Execution::kUnknown, Verdict::kUnknown},
      // Not from the service.
      {StatusCode::kUnavailable, "", Execution::kAbsent, Verdict::kUnknown},
      {StatusCode::kDeadlineExceeded, "", Execution::kAbsent, Verdict::kUnknown},
      {StatusCode::kCancelled, "", Execution::kAbsent, Verdict::kUnknown},
      {StatusCode::kInternal, "", Execution::kAbsent, Verdict::kUnknown},
      {StatusCode::kUnknown, "", Execution::kAbsent, Verdict::kUnknown},
      {StatusCode::kUnimplemented, "", Execution::kAbsent, Verdict::kRefused},
      {StatusCode::kPermissionDenied, "", Execution::kAbsent, Verdict::kRefused},
      {StatusCode::kResourceExhausted, "", Execution::kAbsent, Verdict::kRefused},
  };
  for (const VerdictRow& row : rows) {
    Error error;
    error.code = row.code;
    error.reason = row.reason;
    error.execution = row.execution;
    EXPECT_EQ(VerdictOf(error), row.verdict) << absl::StatusCodeToString(row.code) << " " << row.reason;
  }
}

TEST(IsSafeToRepeat, IsWhatTheServiceSaysOrSilence) {
  auto decode = [](StatusCode code, const std::string& execution, const std::string& repeat) {
    return DecodeError(code, "", "", {execution, "R", repeat});
  };
  EXPECT_TRUE(IsSafeToRepeat(decode(StatusCode::kUnknown, "unknown", "safe")));
  EXPECT_FALSE(IsSafeToRepeat(decode(StatusCode::kUnknown, "unknown", "another word")));
  EXPECT_FALSE(IsSafeToRepeat(decode(StatusCode::kUnavailable, "unknown", "")));
  EXPECT_TRUE(IsSafeToRepeat(decode(StatusCode::kNotFound, "not_started", "")));
  EXPECT_TRUE(IsSafeToRepeat(DecodeError(StatusCode::kUnavailable, "the connection broke", "")));
  EXPECT_TRUE(IsSafeToRepeat(DecodeError(StatusCode::kDeadlineExceeded, "", "")));
  EXPECT_FALSE(IsSafeToRepeat(DecodeError(StatusCode::kInternal, "", "")));
}

TEST(VerdictOf, TakesARetryDelayForAPromise) {
  Error error;
  error.code = StatusCode::kFailedPrecondition;
  error.execution = Execution::kNotStarted;
  error.retry_delay = absl::Seconds(1);
  EXPECT_EQ(VerdictOf(error), Verdict::kRetryable);
  error.execution = Execution::kUnknown;
  EXPECT_EQ(VerdictOf(error), Verdict::kUnknown) << "a delay does not make an unknown outcome known";
}

}  // namespace
}  // namespace unpod::client
