// What the PostgreSQL ledger says to the server. All times that are stored are the server's.
#ifndef UNPOD_SERVER_LEDGER_POSTGRES_STATEMENTS_H_
#define UNPOD_SERVER_LEDGER_POSTGRES_STATEMENTS_H_

#include <string>
#include <utility>
#include <vector>

#include "server/ledger/operation.h"
#include "server/ledger/store.h"

namespace unpod::ledger {

// In one Maintain, of each kind, so that it does not hold up calls.
inline constexpr int kMaxMaintained = 1000;
// A page of a list that has no index of its own may be short, or empty, after so many entries.
inline constexpr int kMaxListed = 10'000;
// Created and rejected entries are counted up to here, and estimated above.
inline constexpr int kMaxCounted = 50'000;

// Each statement to prepare: its name and text.
std::vector<std::pair<const char*, std::string>> PostgresStatements(const StoreOptions& options);

// Parameters: before, limit, the service's time, and the owner where only its own are asked for. Each row:
// lowest position looked at, how many were looked at, position, columns. One row without a position, where
// there is no entry.
std::string ListStatement(const List& list, const StoreOptions& options);
// Its last parameters.
std::vector<std::string> ListTexts(const List& list, const StoreOptions& options);

}  // namespace unpod::ledger

#endif  // UNPOD_SERVER_LEDGER_POSTGRES_STATEMENTS_H_
