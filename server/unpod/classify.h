// From what came back to the verdict: the table of docs/errors.md. Pure; never throws; any bytes are fine.
#ifndef UNPOD_SERVER_UNPOD_CLASSIFY_H_
#define UNPOD_SERVER_UNPOD_CLASSIFY_H_

#include <cstddef>

#include "absl/time/time.h"
#include "server/domain/outcome.h"
#include "server/http/transfer.h"

namespace unpod::unpod {

enum class TokenOwner { kCaller, kService };

struct ClassifyContext {
  TokenOwner token_owner = TokenOwner::kService;
  size_t documents = 1;  // How many were sent.
  absl::Time now;        // For X-RateLimit-Reset, a Unix time.
};

domain::Outcome Classify(const http::Result& result, const ClassifyContext& context);

}  // namespace unpod::unpod

#endif  // UNPOD_SERVER_UNPOD_CLASSIFY_H_
