// Between what the ledger holds and what callers are told. Pure.
#ifndef UNPOD_SERVER_FLOW_LEDGER_OUTCOME_H_
#define UNPOD_SERVER_FLOW_LEDGER_OUTCOME_H_

#include <cstddef>

#include "server/domain/outcome.h"
#include "server/ledger/entry.h"
#include "server/ledger/operation.h"

namespace unpod::flow {

// How `outcome` is written down.
void FillSettle(const domain::Outcome& outcome, ledger::Settle& settle);

// The answer to a repeat of a request that was created.
domain::Created Replayed(const ledger::Entry& entry);

// What a look into the upstream's lists has shown before an unknown outcome is told again.
enum class Looked {
  kNotFound,  // The whole list was read; not all of them are there.
  kInVain,    // The list, or all that matters of it, could not be read.
  kNever,     // There is no way to look, or no room.
};

// The answer to a repeat of a request whose outcome is unknown. `found` of its tasks were found so far.
domain::Unknown StillUnknown(const ledger::Entry& entry, Looked looked, size_t found = 0);

}  // namespace unpod::flow

#endif  // UNPOD_SERVER_FLOW_LEDGER_OUTCOME_H_
