// What a run's tasks are at one time, and what has changed since a cursor. Plain values.
#ifndef UNPOD_SERVER_FLOW_RUN_SNAPSHOT_H_
#define UNPOD_SERVER_FLOW_RUN_SNAPSHOT_H_

#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "server/domain/read_model.h"

namespace unpod::flow {

// A task without its transcript, and a hash of all that the upstream says of it.
struct SeenTask {
  std::shared_ptr<const domain::TaskInfo> task;
  uint64_t hash = 0;
};
using RunTasks = std::map<std::string, SeenTask>;  // By task id.

domain::RunProgress ProgressOf(const RunTasks& tasks);

// What a caller has seen, as a text that it can hand in elsewhere and later. For a large run only whether
// anything has changed: then everything counts as changed.
std::string MakeCursor(const RunTasks& tasks);
// The ids of those that the caller of that cursor has not seen as they are now. All for a cursor that is
// none.
std::set<std::string> ChangedSince(const RunTasks& tasks, const std::string& cursor);

}  // namespace unpod::flow

#endif  // UNPOD_SERVER_FLOW_RUN_SNAPSHOT_H_
