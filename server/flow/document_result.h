// What became of each document of a request. Plain values. Pure.
#ifndef UNPOD_SERVER_FLOW_DOCUMENT_RESULT_H_
#define UNPOD_SERVER_FLOW_DOCUMENT_RESULT_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "server/domain/outcome.h"
#include "server/domain/read_model.h"

namespace unpod::flow {

// What became of one document.
struct DocumentResult {
  enum class Verdict { kCreated, kInvalid, kNotStarted, kUnknown };
  uint64_t index = 0;
  Verdict verdict = Verdict::kCreated;
  std::string task_id;  // With kCreated, as are state and upstream_status.
  std::string run_id;
  domain::TaskState state = domain::TaskState::kUnrecognized;
  std::string upstream_status;
  bool replayed = false;
  std::shared_ptr<const domain::Failure> failure;  // With the others; shared by a batch.
};

// Puts what was left out of a request, each under its index, among those that were sent; these get the other
// indexes, in their order.
std::vector<DocumentResult> WithSkipped(std::vector<DocumentResult> sent,
                                        std::vector<DocumentResult> skipped);

// One for each of `documents`, in their order: a document whose task is not known may have been called.
// `is_keyed`: a repeat of the same bytes calls nobody twice.
std::vector<DocumentResult> ResultsOf(const domain::Created& created, size_t documents, bool is_keyed);

}  // namespace unpod::flow

#endif  // UNPOD_SERVER_FLOW_DOCUMENT_RESULT_H_
