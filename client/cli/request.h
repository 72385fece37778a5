// The request of `unpod-task create`, from its flags and its file.
#ifndef UNPOD_CLIENT_CLI_REQUEST_H_
#define UNPOD_CLIENT_CLI_REQUEST_H_

#include <istream>
#include <vector>

#include "client/cli/flags.h"
#include "client/cli/problem.h"
#include "unpod_task/v1/task_service.pb.h"

namespace unpod::cli {

std::vector<FlagSpec> RequestFlags();

// Reads the file first; then flags of the task replace what it says, and flags of a contact add one more
// document. Everything that is wrong or missing goes to `problems`. `in` is read only for --file -.
unpod_task::v1::CreateTaskRequest RequestFrom(const Flags& flags, std::istream& in, Problems* problems);

}  // namespace unpod::cli

#endif  // UNPOD_CLIENT_CLI_REQUEST_H_
