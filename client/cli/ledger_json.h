// What a program reads about requests in the service's ledger; as in report_json.h.
#ifndef UNPOD_CLIENT_CLI_LEDGER_JSON_H_
#define UNPOD_CLIENT_CLI_LEDGER_JSON_H_

#include <string>

#include "absl/time/time.h"
#include "client/cli/ledger_text.h"
#include "unpod_task/v1/task_service.pb.h"

namespace unpod::cli {

// Of one that was found.
std::string RecordJson(const unpod_task::v1::RequestRecord& record);
std::string ResolvedJson(const unpod_task::v1::ResolveRequestResponse& resolved);
std::string ListJson(const RequestList& list, absl::Time now);

}  // namespace unpod::cli

#endif  // UNPOD_CLIENT_CLI_LEDGER_JSON_H_
