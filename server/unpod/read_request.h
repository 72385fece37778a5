// What can be read from the upstream: a.2 to a.10 of its contract. Pure.
#ifndef UNPOD_SERVER_UNPOD_READ_REQUEST_H_
#define UNPOD_SERVER_UNPOD_READ_REQUEST_H_

#include <string>

#include "absl/strings/string_view.h"
#include "server/base/secret.h"
#include "server/http/transfer.h"

namespace unpod::unpod {

struct ReadTarget {
  enum class Kind { kRuns, kRunTasks, kSpaceTasks, kAgentTasks, kAgents, kSpaces, kSpace };
  Kind kind = Kind::kRuns;
  std::string space_token;   // Of all but the three below.
  std::string run_id;        // kRunTasks
  std::string agent_handle;  // kAgentTasks
};

// Runs and tasks come in pages; the upstream lists the others at once, whatever it is asked for.
bool HasPages(ReadTarget::Kind kind);

// The whole request; `page` from 1. No caller's text gets into the query, and into the path only what is
// percent-encoded.
http::Request EncodeRead(absl::string_view base_url, const ReadTarget& target, int page, int page_size,
                         absl::string_view org_handle, const base::Secret& api_token);

}  // namespace unpod::unpod

#endif  // UNPOD_SERVER_UNPOD_READ_REQUEST_H_
