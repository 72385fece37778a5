#include "server/rpc/status.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "unpod/status/v1/status_details.pb.h"

namespace unpod::rpc {
namespace {

namespace details = ::unpod::status::v1;
using ::testing::HasSubstr;
using ::testing::Le;

domain::Failure AFailure() {
  domain::Failure failure;
  failure.code = absl::StatusCode::kInvalidArgument;
  failure.reason = domain::Reason::kUpstreamInvalid;
  failure.message = "the upstream refused it";
  failure.http_status = 206;
  return failure;
}

// The detail of this name, or a default one.
template <typename Detail>
Detail Find(const grpc::Status& status, const std::string& name) {
  details::Status whole;
  EXPECT_TRUE(whole.ParseFromString(status.error_details()));
  Detail detail;
  for (const auto& any : whole.details()) {
    if (absl::EndsWith(any.type_url(), "." + name)) {
      EXPECT_TRUE(detail.ParseFromString(any.value()));
    }
  }
  return detail;
}

TEST(ToStatus, SaysReasonExecutionAndHttpStatus) {
  const grpc::Status status = ToStatus(AFailure(), Execution::kUnknown);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(status.error_message(), "the upstream refused it");
  const auto info = Find<details::ErrorInfo>(status, "ErrorInfo");
  EXPECT_EQ(info.reason(), "UPSTREAM_INVALID");
  EXPECT_EQ(info.domain(), "unpod.ai");
  EXPECT_EQ(info.metadata().at("execution"), "unknown");
  EXPECT_EQ(info.metadata().at("http_status"), "206");
}

TEST(ToStatus, EndsWithATypedFailure) {
  domain::Failure failure = AFailure();
  failure.retry_after = absl::Milliseconds(1500);
  failure.violations = {{"documents[3].contact_number", "is required"}, {"pilot", "is blank"}};
  const grpc::Status status = ToStatus(failure, Execution::kNotStarted);
  details::Status whole;
  ASSERT_TRUE(whole.ParseFromString(status.error_details()));
  const auto& last = whole.details(whole.details_size() - 1);
  EXPECT_EQ(last.type_url(), "type.googleapis.com/unpod_task.v1.Failure");
  unpod_task::v1::Failure typed;
  ASSERT_TRUE(typed.ParseFromString(last.value()));
  EXPECT_EQ(typed.code(), 3);
  EXPECT_EQ(typed.reason(), "UPSTREAM_INVALID");
  EXPECT_EQ(typed.message(), "") << "the status has it";
  EXPECT_EQ(typed.execution(), unpod_task::v1::EXECUTION_NOT_STARTED);
  EXPECT_TRUE(typed.repeat_is_safe());
  EXPECT_EQ(typed.field(), "documents[3].contact_number");
  EXPECT_EQ(typed.retry_delay().seconds(), 1);
  EXPECT_EQ(typed.http_status(), 206);
}

TEST(ToStatus, SaysWhetherTheSameBytesMayGoAgain) {
  const auto repeat = [](bool is_safe, Execution execution) {
    domain::Failure failure = AFailure();
    failure.repeat_is_safe = is_safe;
    return Find<details::ErrorInfo>(ToStatus(failure, execution), "ErrorInfo").metadata().at("repeat");
  };
  EXPECT_EQ(repeat(false, Execution::kNotStarted), "safe");
  EXPECT_EQ(repeat(true, Execution::kUnknown), "safe");
  EXPECT_EQ(repeat(false, Execution::kUnknown), "unsafe");
}

TEST(ToStatus, LeavesOutWhatTheFailureHasNot) {
  domain::Failure failure = AFailure();
  failure.http_status = 0;
  const grpc::Status status = ToStatus(failure, Execution::kNotStarted);
  details::Status whole;
  ASSERT_TRUE(whole.ParseFromString(status.error_details()));
  EXPECT_EQ(whole.details_size(), 2) << "ErrorInfo and Failure";
  EXPECT_EQ(Find<details::ErrorInfo>(status, "ErrorInfo").metadata().count("http_status"), 0u);
}

TEST(ToStatus, CarriesViolationsRetryAndResource) {
  domain::Failure failure = AFailure();
  failure.violations = {{"documents[3].contact_number", "is required", domain::ViolationReason::kRequired}};
  failure.retry_after = absl::Milliseconds(1500);
  failure.resource = domain::ResourceInfo{"space", "no space has this token"};
  const grpc::Status status = ToStatus(failure, Execution::kNotStarted);
  const auto bad = Find<details::BadRequest>(status, "BadRequest");
  ASSERT_EQ(bad.field_violations_size(), 1);
  EXPECT_EQ(bad.field_violations(0).field(), "documents[3].contact_number");
  EXPECT_EQ(bad.field_violations(0).reason(), "REQUIRED");
  EXPECT_EQ(Find<details::RetryInfo>(status, "RetryInfo").retry_delay().nanos(), 500'000'000);
  EXPECT_EQ(Find<details::ResourceInfo>(status, "ResourceInfo").resource_type(), "space");
}

TEST(ToStatus, StaysUnderItsSizeHoweverMuchIsWrong) {
  domain::Failure failure = AFailure();
  failure.message = std::string(100'000, 'm');
  failure.retry_after = absl::Hours(1);
  failure.resource = domain::ResourceInfo{std::string(5000, 't'), std::string(5000, 'd')};
  for (int i = 0; i < 100; ++i) {
    failure.violations.push_back(
        {absl::StrCat("documents[", i, "].", std::string(300, 'f')), std::string(300, 'd')});
  }
  const grpc::Status status = ToStatus(failure, Execution::kNotStarted);
  EXPECT_THAT(status.error_message().size() + status.error_details().size(), Le(kMaxStatusBytes));
  const auto bad = Find<details::BadRequest>(status, "BadRequest");
  ASSERT_GE(bad.field_violations_size(), 2);
  const int shown = bad.field_violations_size() - 1;
  EXPECT_EQ(bad.field_violations(shown).description(), absl::StrCat("and ", 100 - shown, " more"));
}

TEST(ToStatus, DoesNotCutACharacter) {
  domain::Failure failure = AFailure();
  failure.message.assign(1, 'x');  // Not = "x": gcc 12 warns of a copy that is none.
  for (int i = 0; i < 400; ++i) failure.message += "\xE2\x82\xAC";  // The euro sign.
  const std::string& message = ToStatus(failure, Execution::kNotStarted).error_message();
  EXPECT_EQ((message.size() - 1) % 3, 0u);
}

}  // namespace
}  // namespace unpod::rpc
