// How an entry stands in a row of the PostgreSQL ledger.
#ifndef UNPOD_SERVER_LEDGER_POSTGRES_ROWS_H_
#define UNPOD_SERVER_LEDGER_POSTGRES_ROWS_H_

#include <string>

#include "server/ledger/entry.h"
#include "server/ledger/operation.h"
#include "server/ledger/postgres_connection.h"

namespace unpod::ledger {

// The columns that ReadRow reads.
inline constexpr char kPostgresColumns[] =
    "tenant, space_token, request_id, state, fingerprint, claim_id, owner, documents, claimed_at, changed_at,"
    " code, reason, http_status, run_id, status, tasks, missing, read_back, skipped, note";

// From `column` on.
Entry ReadRow(const PostgresResult& result, int row, int column = 0);

absl::Time ReadTime(const PostgresResult& result, int row, int column);

// A text that the server takes: one that it does not take would fail the transaction for everybody in it.
std::string Storable(const std::string& text);

// Adds what a settled entry says, from its state to read_back.
void AddOutcome(PostgresQuery& query, const Settle& settle);

}  // namespace unpod::ledger

#endif  // UNPOD_SERVER_LEDGER_POSTGRES_ROWS_H_
