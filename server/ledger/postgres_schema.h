// The tables of the PostgreSQL ledger. Plain SQL, no extensions, PostgreSQL 12 and later.
#ifndef UNPOD_SERVER_LEDGER_POSTGRES_SCHEMA_H_
#define UNPOD_SERVER_LEDGER_POSTGRES_SCHEMA_H_

#include "absl/status/status.h"
#include "server/ledger/postgres_connection.h"

namespace unpod::ledger {

inline constexpr int kPostgresSchemaVersion = 3;

// Makes the tables in the first schema of the search path, or brings older ones up to this version; one
// process at a time, all or nothing. Needs no right to create where nothing is to be created.
// FAILED_PRECONDITION: made by a newer version, or still in use by an older one, which would not find what
// this one writes. After a failure the connection must be closed.
absl::Status MigratePostgres(PostgresConnection& connection);

// Tables that are new become `upstream`'s. FAILED_PRECONDITION for those that are of another.
absl::Status ClaimForUpstream(PostgresConnection& connection, const std::string& upstream);

}  // namespace unpod::ledger

#endif  // UNPOD_SERVER_LEDGER_POSTGRES_SCHEMA_H_
