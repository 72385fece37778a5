// Takes up the unknown requests that this process has to look for: those of before its start, and those of
// replicas that are gone. Asks the ledger for them now and then and hands each to its lane.
#ifndef UNPOD_SERVER_FLOW_UNKNOWNS_H_
#define UNPOD_SERVER_FLOW_UNKNOWNS_H_

#include <memory>
#include <vector>

#include "server/base/event_loop.h"
#include "server/flow/claim_steps.h"
#include "server/flow/lane.h"
#include "server/ledger/ledger.h"
#include "server/ledger/operation.h"

namespace unpod::flow {

class Unknowns final : private base::Runnable {
 public:
  // Begins at once. The lanes go before this does, and are stopped before: what is in the first one's inbox
  // finds it over.
  Unknowns(ledger::Ledger& ledger, const std::vector<std::unique_ptr<Lane>>& lanes);

 private:
  void Run() override;  // On the first lane: a page has come.
  void AskFor(int64_t before);

  ledger::Ledger& ledger_;
  const std::vector<std::unique_ptr<Lane>>& lanes_;
  Lane& first_;  // What is posted here is posted to this one.
  OnLoop<ledger::List> list_;
};

}  // namespace unpod::flow

#endif  // UNPOD_SERVER_FLOW_UNKNOWNS_H_
