// Which request of the ledger a caller means: what GetRequest and ResolveRequest have in common. Pure.
#ifndef UNPOD_SERVER_RPC_LEDGER_NAME_H_
#define UNPOD_SERVER_RPC_LEDGER_NAME_H_

#include <cstdint>
#include <optional>

#include "server/domain/outcome.h"
#include "server/flow/task_creator.h"
#include "server/ledger/entry.h"
#include "server/rpc/names.h"

namespace unpod::rpc {

// Adds what is wrong with the name.
template <typename Request>
void CheckName(const Request& request, Violations& violations) {
  Add(domain::CheckId("space_token", request.space_token()), violations);
  Add(domain::CheckRequestName("request_id", request.request_id()), violations);
  Add(domain::CheckHandle("org_handle", request.org_handle(), domain::Presence::kOptional), violations);
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
