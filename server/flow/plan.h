// What a call needs once its request has been checked and encoded: all that the flow knows of it.
#ifndef UNPOD_SERVER_FLOW_PLAN_H_
#define UNPOD_SERVER_FLOW_PLAN_H_

#include <cstddef>
#include <memory>
#include <optional>
#include <string>

#include "absl/time/time.h"
#include "server/base/secret.h"
#include "server/http/transfer.h"
#include "server/ledger/entry.h"
#include "server/policy/admission.h"
#include "server/unpod/classify.h"

namespace unpod::flow {

// Which request it is: there is one when the caller has named it.
struct Identity {
  ledger::Key key;
  ledger::Digest digest{};
  domain::Fingerprint fingerprint{};
  std::string claim_id;  // Its documents are marked with it.
};

struct Plan {
  http::Request request;
  unpod::TokenOwner token_owner = unpod::TokenOwner::kService;
  base::Secret token;  // For reading back.
  size_t documents = 0;
  // When a schedule's time is too near to be sent: known only once it is clear that this is no repeat.
  std::optional<absl::Time> send_before;
  std::unique_ptr<Identity> identity;
  policy::Admission::Ticket ticket;
};

}  // namespace unpod::flow

#endif  // UNPOD_SERVER_FLOW_PLAN_H_
