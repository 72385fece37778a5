// An outcome as one line, so that a table of tests reads as a table.
#ifndef UNPOD_TESTS_UNIT_UNPOD_VERDICT_H_
#define UNPOD_TESTS_UNIT_UNPOD_VERDICT_H_

#include <string>

#include "server/domain/outcome.h"
#include "server/http/transfer.h"
#include "server/unpod/classify.h"

namespace unpod::unpod {

// "created R1", or "not_started NOT_FOUND SPACE_NOT_FOUND", or "unknown UNKNOWN UPSTREAM_ERROR"; then the
// fields that are complained about, the resource and the pause, each where there is one: "not_started
// INVALID_ARGUMENT UPSTREAM_INVALID context documents[1]", "… resource:space", "… after:1m".
std::string Verdict(const domain::Outcome& outcome);

// The failure, or null if it was created.
const domain::Failure* FailureOf(const domain::Outcome& outcome);

// A complete answer.
http::Result Answered(int status, std::string body, std::string content_type = "application/json");

// With two documents sent on the service's token, at 2026-02-07T05:57:45Z.
domain::Outcome Judge(const http::Result& result, TokenOwner token_owner = TokenOwner::kService);
std::string VerdictOn(int status, std::string body, std::string content_type = "application/json");

}  // namespace unpod::unpod

#endif  // UNPOD_TESTS_UNIT_UNPOD_VERDICT_H_
