// The upstream's own JSON body (what the curl example of its documentation sends) as a CreateTaskRequest.
#ifndef UNPOD_CLIENT_CLI_BODY_H_
#define UNPOD_CLIENT_CLI_BODY_H_

#include "absl/strings/string_view.h"
#include "client/cli/problem.h"
#include "unpod_task/v1/task_service.pb.h"

namespace unpod::cli {

// Adds what `text` says to `request`: {pilot, context, schedule, documents[]}, and this project's
// space_token, org_handle and request_id. Document keys that the contract has no field for are variables.
// Everything that is wrong is added to `problems` with its path; then `request` is of no use.
void ReadBody(absl::string_view text, unpod_task::v1::CreateTaskRequest* request, Problems* problems);

}  // namespace unpod::cli

#endif  // UNPOD_CLIENT_CLI_BODY_H_
