// What a caller wants done with documents that are not to be called as they are. Pure.
#ifndef UNPOD_SERVER_RPC_DOCUMENT_POLICY_H_
#define UNPOD_SERVER_RPC_DOCUMENT_POLICY_H_

#include <vector>

#include "server/domain/outcome.h"
#include "unpod_task/v1/task_service.pb.h"

namespace unpod::rpc {

// Adds what this version does not know or do. The fields are named from within the request: "policy.invalid".
void CheckPolicy(const unpod_task::v1::DocumentPolicy& policy,
                 std::vector<domain::FieldViolation>& violations);

}  // namespace unpod::rpc

#endif  // UNPOD_SERVER_RPC_DOCUMENT_POLICY_H_
