#include "server/flow/document_result.h"

#include <algorithm>
#include <utility>

#include "server/unpod/read_objects.h"

namespace unpod::flow {
namespace {

std::shared_ptr<const domain::Failure> NoTaskKnown(bool is_keyed) {
  domain::Failure failure =
      domain::MakeFailure(absl::StatusCode::kUnknown, domain::Reason::kTaskCreationFailed,
                          "the run was created, but no task of this document is known; it may be called");
  failure.repeat_is_safe = is_keyed;
  return std::make_shared<const domain::Failure>(std::move(failure));
}

}  // namespace

std::vector<DocumentResult> ResultsOf(const domain::Created& created, size_t documents, bool is_keyed) {
  std::vector<DocumentResult> results(documents);
  std::shared_ptr<const domain::Failure> missing;
  const auto& gaps = created.missing_documents;  // Ascending. The task ids are those of the others.
  size_t task = 0;
  for (size_t i = 0; i < results.size(); ++i) {
    DocumentResult& result = results[i];
    result.index = i;
    result.run_id = created.run_id;
    result.replayed = created.replayed;
    const bool is_gap = std::binary_search(gaps.begin(), gaps.end(), static_cast<uint32_t>(i));
    const size_t mine = is_gap ? created.task_ids.size() : task++;
    if (mine >= created.task_ids.size() || created.task_ids[mine].empty()) {
      if (missing == nullptr) missing = NoTaskKnown(is_keyed);
      result.verdict = DocumentResult::Verdict::kUnknown;
      result.failure = missing;
      continue;
    }
    result.task_id = created.task_ids[mine];
    if (mine < created.task_statuses.size()) result.upstream_status = created.task_statuses[mine];
    if (result.upstream_status.empty() && created.status != "mixed") result.upstream_status = created.status;
    result.state = unpod::TaskStateOf(result.upstream_status);
  }
  return results;
}

std::vector<DocumentResult> WithSkipped(std::vector<DocumentResult> sent,
                                        std::vector<DocumentResult> skipped) {
  if (skipped.empty()) return sent;
  std::vector<DocumentResult> all;
  all.reserve(sent.size() + skipped.size());
  auto next = skipped.begin();
  const auto take_skipped = [&] {
    while (next != skipped.end() && next->index == all.size()) all.push_back(std::move(*next++));
  };
  for (DocumentResult& result : sent) {
    take_skipped();
    result.index = all.size();
    all.push_back(std::move(result));
  }
  take_skipped();
  return all;
}

}  // namespace unpod::flow
