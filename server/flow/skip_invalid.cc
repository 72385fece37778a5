#include "server/flow/skip_invalid.h"

#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "server/flow/failures.h"

namespace unpod::flow {
namespace {

DocumentResult Skipped(uint64_t index, domain::Failure why) {
  DocumentResult result;
  result.index = index;
  result.verdict = DocumentResult::Verdict::kInvalid;
  result.failure = std::make_shared<const domain::Failure>(std::move(why));
  return result;
}

}  // namespace

std::vector<DocumentResult> SkipInvalid(domain::Task& task, const domain::ValidationRules& rules) {
  std::vector<DocumentResult> skipped;
  if (task.documents.size() > rules.max_documents) return skipped;
  std::vector<domain::Document> valid;
  valid.reserve(task.documents.size());
  const bool is_marked = !task.request_id.empty();
  for (size_t i = 0; i < task.documents.size(); ++i) {
    auto violations = domain::ValidateDocument(task.documents[i], rules, is_marked);
    if (violations.empty()) {
      valid.push_back(std::move(task.documents[i]));
      continue;
    }
    skipped.push_back(Skipped(i, InvalidRequest(std::move(violations)).failure));
    task.skipped.push_back(static_cast<uint32_t>(i));
  }
  task.documents = std::move(valid);
  return skipped;
}

std::vector<DocumentResult> SkippedBefore(const std::vector<uint32_t>& indexes) {
  std::vector<DocumentResult> skipped;
  skipped.reserve(indexes.size());
  for (const uint32_t index : indexes) {
    skipped.push_back(Skipped(
        index, domain::MakeFailure(absl::StatusCode::kInvalidArgument, domain::Reason::kInvalidRequest,
                                   "the document was not valid, and was left out")));
  }
  return skipped;
}

domain::NotExecuted AllSkipped(const std::vector<DocumentResult>& skipped) {
  domain::Failure failure =
      domain::MakeFailure(absl::StatusCode::kFailedPrecondition, domain::Reason::kAllDocumentsSkipped,
                          absl::StrCat("none of the documents is valid: all ", skipped.size(),
                                       " were left out, and nothing was sent"));
  for (const DocumentResult& each : skipped) {
    for (domain::FieldViolation violation : each.failure->violations) {
      if (failure.violations.size() >= domain::kMaxViolations) return {std::move(failure)};
      violation.field = absl::StrCat("documents[", each.index, "].", violation.field);
      failure.violations.push_back(std::move(violation));
    }
  }
  return {std::move(failure)};
}

}  // namespace unpod::flow
