// Leaves out of a request what is not valid. Pure.
#ifndef UNPOD_SERVER_FLOW_SKIP_INVALID_H_
#define UNPOD_SERVER_FLOW_SKIP_INVALID_H_

#include <vector>

#include "server/domain/outcome.h"
#include "server/domain/task.h"
#include "server/domain/validate.h"
#include "server/flow/document_result.h"

namespace unpod::flow {

// Takes each document that is not valid out of `task`, whose `skipped` then names it, and tells why: one
// result for each. A request with more documents than it may have stays as it is, to be refused as a whole.
std::vector<DocumentResult> SkipInvalid(domain::Task& task, const domain::ValidationRules& rules);

// What a stored answer tells of them: only that they were left out.
std::vector<DocumentResult> SkippedBefore(const std::vector<uint32_t>& indexes);

// Why nothing is left of a request.
domain::NotExecuted AllSkipped(const std::vector<DocumentResult>& skipped);

}  // namespace unpod::flow

#endif  // UNPOD_SERVER_FLOW_SKIP_INVALID_H_
