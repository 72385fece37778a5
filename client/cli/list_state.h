// What a list that was begun needs to be gone on with: beside its results, in a file of its own.
#ifndef UNPOD_CLIENT_CLI_LIST_STATE_H_
#define UNPOD_CLIENT_CLI_LIST_STATE_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/time/time.h"
#include "client/cli/problem.h"
#include "unpod_task/v1/task_service.pb.h"

namespace unpod::cli {

struct ListState {
  unpod_task::v1::CreateTasksHeader header;  // With the request id.
  uint64_t bytes = 0;                        // Of the CSV file.
  uint64_t contacts = 0;                     // In it.
  absl::Time begun;
};

// After this time a list is not gone on with: the service forgets what was placed (--ledger_ttl, 7 days by
// default), and would call everybody again.
inline constexpr absl::Duration kMaxListAge = absl::Hours(6 * 24);

// Durable before it returns; nothing may be sent without it. "" or what went wrong.
std::string WriteListState(const std::string& path, const ListState& state);
// Nothing, and a problem, if there is none that can be read.
std::optional<ListState> ReadListState(const std::string& path, Problems* problems);

}  // namespace unpod::cli

#endif  // UNPOD_CLIENT_CLI_LIST_STATE_H_
