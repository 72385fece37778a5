// What all calls share. Constant after the start.
#ifndef UNPOD_SERVER_FLOW_SERVICES_H_
#define UNPOD_SERVER_FLOW_SERVICES_H_

#include "server/flow/options.h"
#include "server/ledger/ledger.h"

namespace unpod::flow {

struct Services {
  const Options& options;
  ledger::Ledger* ledger = nullptr;  // Null: requests that name a request_id are refused.
};

}  // namespace unpod::flow

#endif  // UNPOD_SERVER_FLOW_SERVICES_H_
