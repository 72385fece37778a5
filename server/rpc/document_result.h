// What became of documents, as the contract has it. Pure.
#ifndef UNPOD_SERVER_RPC_DOCUMENT_RESULT_H_
#define UNPOD_SERVER_RPC_DOCUMENT_RESULT_H_

#include <vector>

#include "server/domain/outcome.h"
#include "server/flow/document_result.h"
#include "unpod_task/v1/task_service.pb.h"

namespace unpod::rpc {

// All but its run. The field that a failure names is told within the document.
void FillResult(flow::DocumentResult from, unpod_task::v1::DocumentResult& to);

// All but the request_id. `results`: one for each document of the request.
void FillResponse(const domain::Created& created, std::vector<flow::DocumentResult> results,
                  unpod_task::v1::CreateTaskResponse& response);

}  // namespace unpod::rpc

#endif  // UNPOD_SERVER_RPC_DOCUMENT_RESULT_H_
