// Each operation as statements, and its answer from their results.
#ifndef UNPOD_SERVER_LEDGER_POSTGRES_OPERATIONS_H_
#define UNPOD_SERVER_LEDGER_POSTGRES_OPERATIONS_H_

#include <cstdint>
#include <vector>

#include "absl/types/span.h"
#include "server/ledger/ages.h"
#include "server/ledger/operation.h"
#include "server/ledger/postgres_connection.h"
#include "server/ledger/store.h"

namespace unpod::ledger {

// In an order that means the same and in which any two batches lock the rows that they share alike, so that
// neither waits for the other in a circle: by digest, as given for each digest, and none across what looks at
// all entries.
std::vector<Operation*> InLockOrder(absl::Span<Operation* const> batch);

// The service's own time, as the statements take it.
int64_t ServiceTime(const Ages& ages);

void Ask(Operation& operation, const StoreOptions& options, const Ages& ages,
         std::vector<PostgresQuery>& queries);

// `next` stands at the first result for what Ask added, and is moved past the last. False: a result is not
// what the statement has asked for.
bool Answer(Operation& operation, const PostgresResult*& next);

}  // namespace unpod::ledger

#endif  // UNPOD_SERVER_LEDGER_POSTGRES_OPERATIONS_H_
