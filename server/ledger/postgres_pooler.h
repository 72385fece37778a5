// Finds out at the start whether a pooler stands between this ledger and its server that would break it. One
// thread at a time.
#ifndef UNPOD_SERVER_LEDGER_POSTGRES_POOLER_H_
#define UNPOD_SERVER_LEDGER_POSTGRES_POOLER_H_

#include "absl/status/status.h"
#include "server/ledger/postgres_connection.h"
#include "server/ledger/postgres_url.h"

namespace unpod::ledger {

// Whether `connection`, one to `url`, keeps the server's session between two transactions: settings and
// prepared statements live in it. FAILED_PRECONDITION where a pooler was seen to give it to somebody else in
// between; UNAVAILABLE where the server cannot be asked. Changes nothing. Where no pooler is seen, it is one
// round trip.
absl::Status CheckThatSessionIsKept(PostgresConnection& connection, const PostgresUrl& url);

}  // namespace unpod::ledger

#endif  // UNPOD_SERVER_LEDGER_POSTGRES_POOLER_H_
