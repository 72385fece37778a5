// What the commands of `unpod-task request` have in common.
#ifndef UNPOD_CLIENT_CLI_REQUEST_FLAGS_H_
#define UNPOD_CLIENT_CLI_REQUEST_FLAGS_H_

#include <cstdint>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/time/time.h"
#include "client/cli/environment.h"
#include "client/cli/flags.h"
#include "client/cli/problem.h"
#include "client/cli/read_flags.h"

namespace unpod::cli {

// For one question.
inline constexpr absl::Duration kRequestTimeout = absl::Seconds(10);
// The service's largest.
inline constexpr int kRequestPageSize = 1000;

// Without the API token, which the ledger's calls do not need.
Session OpenLedgerSession(const Flags& flags, const Environment& environment, Problems* problems);

// These, and what each of the commands takes.
std::vector<FlagSpec> WithLedgerFlags(std::vector<FlagSpec> specs);

// By which a request is named, for NamedBy.
std::vector<FlagSpec> NameFlags();

// The request that the flags name.
template <class Request>
Request NamedBy(const Flags& flags, Problems* problems) {
  Request request;
  request.set_space_token(flags.Get("space_token"));
  request.set_request_id(flags.Get("request_id"));
  request.set_org_handle(flags.Get("org_handle"));
  if (flags.Has("batch")) {
    int32_t batch = -1;
    if (!absl::SimpleAtoi(flags.Get("batch"), &batch) || batch < 0)
      problems->push_back({"--batch", "must be the number of a batch, from 0"});
    request.set_batch(batch);
  }
  if (request.space_token().empty()) {
    problems->push_back({"--space_token", "is missing: the space of the request"});
  }
  if (request.request_id().empty()) {
    problems->push_back({"--request_id", "is missing: the name under which the request was sent"});
  }
  return request;
}

}  // namespace unpod::cli

#endif  // UNPOD_CLIENT_CLI_REQUEST_FLAGS_H_
