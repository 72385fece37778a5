// Runs, tasks, agents and spaces as tables. docs/command-line.md lists the columns.
#ifndef UNPOD_CLIENT_CLI_READ_TABLE_H_
#define UNPOD_CLIENT_CLI_READ_TABLE_H_

#include <google/protobuf/repeated_ptr_field.h>

#include <string>

#include "absl/time/time.h"
#include "client/cli/paint.h"
#include "client/cli/table.h"
#include "unpod_task/v1/task_service.pb.h"

namespace unpod::cli {

// With absolute times where `now` is InfinitePast, else with ages.
Table TableOf(const google::protobuf::RepeatedPtrField<unpod_task::v1::Run>& runs, absl::Time now);
Table TableOf(const google::protobuf::RepeatedPtrField<unpod_task::v1::CallTask>& tasks, absl::Time now);
Table TableOf(const google::protobuf::RepeatedPtrField<unpod_task::v1::Agent>& agents, absl::Time now);
Table TableOf(const google::protobuf::RepeatedPtrField<unpod_task::v1::Space>& spaces, absl::Time now);

// In its colour if it is the word of a task's status.
std::string PaintStatus(const std::string& cell, Colour colour);

// "pending", …; the upstream's own word for one that this program does not know.
std::string StatusWord(const unpod_task::v1::CallTask& task);

}  // namespace unpod::cli

#endif  // UNPOD_CLIENT_CLI_READ_TABLE_H_
