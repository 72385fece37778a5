#include "server/ledger/postgres_pooler.h"

#include <chrono>
#include <cstdint>
#include <vector>

namespace unpod::ledger {
namespace {

// Others use the same pooler and may come between.
constexpr int kTries = 3;
constexpr base::Duration kMaxProbe = std::chrono::seconds(3);

// The process of the server that answers.
absl::Status AskForProcess(PostgresConnection& connection, bool begin, int64_t& process) {
  std::vector<PostgresQuery> queries;
  if (begin) queries.push_back(PostgresQuery::Sql("BEGIN"));
  queries.push_back(PostgresQuery::Sql("SELECT pg_backend_pid()"));
  std::vector<PostgresResult> results;
  if (absl::Status asked = connection.Run(queries, results, kMaxProbe); !asked.ok()) return asked;
  process = results.back().Int(0, 0);
  return absl::OkStatus();
}

absl::Status Shared() {
  return absl::FailedPreconditionError(
      "a pooler gives the server's session to others between two transactions (in PgBouncer: pool_mode = "
      "transaction). The ledger needs a session of its own: let it pool sessions, or connect to the server "
      "itself");
}

}  // namespace

// A pooler names a process of its own invention when a client connects. If that is what stands here, a second
// connection keeps a transaction open: a pooler of transactions either gives it the session that the first
// one has used, or has to give the first one another session next.
absl::Status CheckThatSessionIsKept(PostgresConnection& connection, const PostgresUrl& url) {
  int64_t process = 0;
  if (absl::Status asked = AskForProcess(connection, false, process); !asked.ok()) return asked;
  if (process == connection.announced_process()) return absl::OkStatus();
  for (int i = 0; i < kTries; ++i) {
    PostgresConnection other;
    int64_t others = 0;
    // No session is left for it, though ours is idle: then ours is kept for us.
    if (!other.Connect(url).ok() || !AskForProcess(other, true, others).ok()) return absl::OkStatus();
    if (others == process) return Shared();
    int64_t next = 0;
    if (absl::Status asked = AskForProcess(connection, false, next); !asked.ok()) return asked;
    if (next != process) return Shared();
  }
  return absl::OkStatus();
}

}  // namespace unpod::ledger
