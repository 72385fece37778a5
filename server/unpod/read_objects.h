// Runs, tasks, agents and spaces out of the upstream's JSON objects: what is known by its name is taken out,
// what is left is `other`. A member of another type than expected counts as other. Pure.
#ifndef UNPOD_SERVER_UNPOD_READ_OBJECTS_H_
#define UNPOD_SERVER_UNPOD_READ_OBJECTS_H_

#include <optional>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "server/domain/read_model.h"

namespace unpod::unpod {

domain::TaskInfo ToTaskInfo(domain::Object object);
domain::RunInfo ToRunInfo(domain::Object object);
domain::AgentInfo ToAgentInfo(domain::Object object);
domain::SpaceInfo ToSpaceInfo(domain::Object object);

domain::TaskState TaskStateOf(absl::string_view text);

// "2026-02-07T05:57:45" with or without fraction and zone, also with a space for the T. Without a zone it is
// UTC.
std::optional<absl::Time> ReadTime(absl::string_view text);

}  // namespace unpod::unpod

#endif  // UNPOD_SERVER_UNPOD_READ_OBJECTS_H_
