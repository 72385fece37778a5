// When to call, from JSON and from a flag. A closed choice: the upstream dials at once for any type it does
// not know.
#ifndef UNPOD_CLIENT_CLI_SCHEDULE_H_
#define UNPOD_CLIENT_CLI_SCHEDULE_H_

#include <nlohmann/json.hpp>

#include "absl/strings/string_view.h"
#include "client/cli/problem.h"
#include "unpod_task/v1/task_service.pb.h"

namespace unpod::cli {

// {"type":"now"}, {"type":"auto"}, or
// {"type":"custom","calling_date":"2030-01-31","calling_time":"09:30:00+01:00"}. A time without an offset is
// a problem: the upstream would read it in the zone of its own server.
void ReadSchedule(const nlohmann::json& value, unpod_task::v1::Schedule* schedule, Problems* problems);

// "now", "auto" or an RFC 3339 time. False for anything else.
bool ParseScheduleFlag(absl::string_view text, unpod_task::v1::Schedule* schedule);

}  // namespace unpod::cli

#endif  // UNPOD_CLIENT_CLI_SCHEDULE_H_
