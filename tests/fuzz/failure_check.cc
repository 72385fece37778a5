#include "tests/fuzz/failure_check.h"

#include <string>

#include "absl/strings/match.h"
#include "server/domain/validate.h"
#include "tests/fuzz/fuzz.h"
#include "unpod/status/v1/status_details.pb.h"

namespace unpod::fuzz {
namespace {

void CheckWords(const std::string& text) {
  Require(IsPlain(text), "an error text is plain ASCII");
  Require(!absl::StrContains(text, kPrivate), "an error text repeats nothing of a contact");
}

void CheckStatus(const domain::Failure& failure, rpc::Execution execution) {
  const grpc::Status status = ToStatus(failure, execution);
  Require(status.error_message().size() + status.error_details().size() <= rpc::kMaxStatusBytes,
          "a status fits into a client's metadata");
  Require(static_cast<int>(status.error_code()) == static_cast<int>(failure.code),
          "the code is the failure's");
  status::v1::Status details;
  Require(details.ParseFromString(status.error_details()), "the details can be read");
  Require(details.code() == static_cast<int>(failure.code), "the details have the same code");
  Require(details.details_size() > 0, "there is an ErrorInfo");
}

}  // namespace

void CheckFailure(const domain::Failure& failure, rpc::Execution execution) {
  Require(failure.code != absl::StatusCode::kOk, "a failure is not OK");
  Require(!failure.message.empty(), "a failure says something");
  Require(failure.violations.size() <= domain::kMaxViolations, "the violations are bounded");
  CheckWords(failure.message);
  for (const domain::FieldViolation& violation : failure.violations) {
    Require(!violation.field.empty() && !violation.description.empty(),
            "a violation names field and complaint");
    CheckWords(violation.field);
    CheckWords(violation.description);
  }
  if (failure.resource.has_value()) {
    CheckWords(failure.resource->type);
    CheckWords(failure.resource->description);
  }
  if (failure.retry_after.has_value()) {
    Require(*failure.retry_after >= absl::ZeroDuration() && *failure.retry_after <= absl::Hours(1),
            "a pause is between nothing and an hour");
  }
  CheckStatus(failure, execution);
}

}  // namespace unpod::fuzz
