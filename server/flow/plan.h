// What a call needs once its request has been checked and encoded: all that the flow knows of it.
#ifndef UNPOD_SERVER_FLOW_PLAN_H_
#define UNPOD_SERVER_FLOW_PLAN_H_

#include <cstddef>
#include <memory>
#include <optional>

#include "absl/time/time.h"
#include "server/base/secret.h"
#include "server/flow/claim_steps.h"
#include "server/http/transfer.h"
#include "server/policy/admission.h"
#include "server/unpod/classify.h"

namespace unpod::flow {

struct Plan {
  http::Request request;
  unpod::TokenOwner token_owner = unpod::TokenOwner::kService;
  base::Secret token;          // The caller's own, if it has brought one: for reading back.
  base::Secret service_token;  // The service's, if that is the one in `request`.
  size_t documents = 0;
  // When a schedule's time is too near to be sent: known only once it is clear that this is no repeat.
  std::optional<absl::Time> send_before;
  // Present when the caller has named the request. The claim holds its key, fingerprint and claim_id; the
  // documents are marked with the latter.
  std::unique_ptr<ClaimSteps> steps;
  policy::Admission::Ticket ticket;
};

}  // namespace unpod::flow

#endif  // UNPOD_SERVER_FLOW_PLAN_H_
