// Which request of the ledger a caller means: what GetRequest and ResolveRequest have in common. Pure.
#ifndef UNPOD_SERVER_RPC_LEDGER_NAME_H_
#define UNPOD_SERVER_RPC_LEDGER_NAME_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "server/domain/outcome.h"
#include "server/domain/request_name.h"
#include "server/domain/text.h"
#include "server/domain/validate.h"
#include "server/flow/task_creator.h"
#include "server/ledger/entry.h"

namespace unpod::rpc {

// Adds what is wrong with the name.
template <typename Request>
void CheckName(const Request& request, std::vector<domain::FieldViolation>& violations) {
  if (!domain::IsSpaceToken(request.space_token())) {
    violations.push_back({"space_token", "must be 1 to 64 characters of [A-Za-z0-9_-]"});
  }
  if (!domain::IsRequestName(request.request_id())) {
    violations.push_back(
        {"request_id",
         "must be 1 to 128 visible ASCII characters, without spaces; or, of a request that is "
         "remembered under a header, its whole name in the ledger"});
  }
  if (!request.org_handle().empty() && !domain::IsVisibleAscii(request.org_handle(), 255)) {
    violations.push_back({"org_handle", "must be 1 to 255 visible ASCII characters, without spaces"});
  }
  if (request.has_batch() && request.batch() < 0) violations.push_back({"batch", "must not be negative"});
}

// Of a request whose name is right.
template <typename Request>
ledger::Key KeyOf(const Request& request) {
  const std::optional<int32_t> batch =
      request.has_batch() ? std::optional<int32_t>(request.batch()) : std::nullopt;
  return flow::TaskCreator::KeyOf(request.org_handle(), request.space_token(), request.request_id(), batch);
}

inline domain::Failure NoSuchRequest() {
  return domain::MakeFailure(absl::StatusCode::kNotFound, domain::Reason::kRequestNotFound,
                             "the ledger has no request with this request_id; of a list, name the batch, or "
                             "ask ListRequests");
}

}  // namespace unpod::rpc

#endif  // UNPOD_SERVER_RPC_LEDGER_NAME_H_
