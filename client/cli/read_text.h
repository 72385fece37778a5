// One run, task or space, and the steps of a watched run, for a person.
#ifndef UNPOD_CLIENT_CLI_READ_TEXT_H_
#define UNPOD_CLIENT_CLI_READ_TEXT_H_

#include <string>

#include "absl/time/time.h"
#include "client/cli/paint.h"
#include "unpod_task/v1/task_service.pb.h"

namespace unpod::cli {

std::string RunText(const unpod_task::v1::Run& run, Colour colour);
// With its transcript.
std::string TaskText(const unpod_task::v1::CallTask& task, Colour colour);
std::string SpaceText(const unpod_task::v1::Space& space, Colour colour);

// "7 of 10 ended: 6 completed, 1 failed; 2 active, 1 waiting".
std::string ProgressText(const unpod_task::v1::RunProgress& progress);
// The time, the progress, and a line for each task that changed. `is_first`: the tasks are all that there
// are, and only a few are named.
std::string ChangeText(const unpod_task::v1::WatchRunResponse& change, bool is_first, absl::Time now,
                       Colour colour);

}  // namespace unpod::cli

#endif  // UNPOD_CLIENT_CLI_READ_TEXT_H_
