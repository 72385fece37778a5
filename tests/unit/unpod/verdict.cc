#include "tests/unit/unpod/verdict.h"

#include <utility>
#include <variant>

#include "absl/strings/str_cat.h"

namespace unpod::unpod {

const domain::Failure* FailureOf(const domain::Outcome& outcome) {
  if (const auto* rejected = std::get_if<domain::NotExecuted>(&outcome)) return &rejected->failure;
  if (const auto* unknown = std::get_if<domain::Unknown>(&outcome)) return &unknown->failure;
  return nullptr;
}

std::string Verdict(const domain::Outcome& outcome) {
  if (const auto* created = std::get_if<domain::Created>(&outcome)) return "created " + created->run_id;
  const domain::Failure& failure = *FailureOf(outcome);
  std::string line =
      absl::StrCat(std::holds_alternative<domain::NotExecuted>(outcome) ? "not_started " : "unknown ",
                   absl::StatusCodeToString(failure.code), " ", domain::ReasonName(failure.reason));
  for (const auto& violation : failure.violations) absl::StrAppend(&line, " ", violation.field);
  if (failure.resource.has_value()) absl::StrAppend(&line, " resource:", failure.resource->type);
  if (failure.retry_after.has_value()) {
    absl::StrAppend(&line, " after:", absl::FormatDuration(*failure.retry_after));
  }
  return line;
}

http::Result Answered(int status, std::string body, std::string content_type) {
  http::Result result;
  result.error = http::Error::kNone;
  result.may_have_left = true;
  result.http_status = status;
  result.body = std::move(body);
  result.content_type = std::move(content_type);
  return result;
}

domain::Outcome Judge(const http::Result& result, TokenOwner token_owner) {
  return Classify(result, {token_owner, 2, absl::FromUnixSeconds(1770443865)});
}

std::string VerdictOn(int status, std::string body, std::string content_type) {
  return Verdict(Judge(Answered(status, std::move(body), std::move(content_type))));
}

}  // namespace unpod::unpod
