#include "client/cli/document_result.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "client/cli/paint.h"

namespace unpod::cli {

using google::protobuf::RepeatedPtrField;
using unpod_task::v1::DocumentResult;

client::Execution ExecutionOf(const unpod_task::v1::Failure& failure) {
  return failure.execution() == unpod_task::v1::EXECUTION_NOT_STARTED ? client::Execution::kNotStarted
                                                                      : client::Execution::kUnknown;
}

std::string StateWord(unpod_task::v1::TaskState state, const std::string& upstream_status) {
  if (state == unpod_task::v1::TASK_STATE_UNSPECIFIED) return upstream_status;
  // Of a newer service: the name is a number then.
  const std::string name = unpod_task::v1::TaskState_Name(state);
  if (name.empty()) return upstream_status;
  return absl::AsciiStrToLower(absl::StripPrefix(name, "TASK_STATE_"));
}

std::string ResultRows(const RepeatedPtrField<DocumentResult>& results) {
  std::string rows, missing;
  for (const DocumentResult& result : results) {
    if (result.task_id().empty()) {
      absl::StrAppend(&missing, missing.empty() ? "" : ", ", "documents[", result.index(), "]");
      continue;
    }
    const std::string& word = result.upstream_status();
    absl::StrAppend(&rows, Row(rows.empty() ? "tasks" : " ",
                               absl::StrCat(result.task_id(), word.empty() ? "" : "  ", word)));
  }
  if (!missing.empty()) absl::StrAppend(&missing, ": no task was found");
  return absl::StrCat(rows, Row("missing", missing));
}

bool HasGaps(const RepeatedPtrField<DocumentResult>& results) {
  return std::any_of(results.begin(), results.end(), [](const auto& each) { return each.task_id().empty(); });
}

}  // namespace unpod::cli
