// The tables of the SQLite ledger, and how a file of an earlier version gets them.
#ifndef UNPOD_SERVER_LEDGER_SQLITE_SCHEMA_H_
#define UNPOD_SERVER_LEDGER_SQLITE_SCHEMA_H_

#include <string>

#include "absl/status/status.h"
#include "server/ledger/sqlite.h"

namespace unpod::ledger {

// Brings an open database to this program's schema, a new one and one of any earlier version: all of it or
// nothing. FAILED_PRECONDITION for one that a newer version or another program made.
absl::Status MigrateSqlite(SqliteDatabase& database);

// A new one becomes `upstream`'s. FAILED_PRECONDITION for one that is of another.
absl::Status ClaimForUpstream(SqliteDatabase& database, const std::string& upstream);

}  // namespace unpod::ledger

#endif  // UNPOD_SERVER_LEDGER_SQLITE_SCHEMA_H_
