#include "server/rpc/document_result.h"

#include <utility>

#include "server/rpc/status.h"

namespace unpod::rpc {
namespace {

using flow::DocumentResult;

void FillFailure(const DocumentResult& from, unpod_task::v1::Failure& to) {
  const bool is_unknown = from.verdict == DocumentResult::Verdict::kUnknown;
  FillFailure(*from.failure, is_unknown ? Execution::kUnknown : Execution::kNotStarted, to);
  to.set_message(from.failure->message);
  // Of a batch that was refused as a whole the field is not this document's.
  if (from.verdict != DocumentResult::Verdict::kInvalid) to.clear_field();
}

}  // namespace

void FillResult(DocumentResult from, unpod_task::v1::DocumentResult& to) {
  to.set_index(static_cast<int32_t>(from.index));
  if (from.failure != nullptr) return FillFailure(from, *to.mutable_failure());
  to.set_task_id(std::move(from.task_id));
  to.set_state(static_cast<unpod_task::v1::TaskState>(from.state));  // The same numbers: see read_convert.cc.
  to.set_upstream_status(std::move(from.upstream_status));
}

void FillResponse(const domain::Created& created, std::vector<DocumentResult> results,
                  unpod_task::v1::CreateTaskResponse& response) {
  response.set_run_id(created.run_id);
  for (DocumentResult& result : results) FillResult(std::move(result), *response.add_results());
  response.set_upstream_status(created.status);
  response.set_upstream_message(created.message);
  response.set_replayed(created.replayed);
  response.set_read_back(created.read_back);
}

}  // namespace unpod::rpc
