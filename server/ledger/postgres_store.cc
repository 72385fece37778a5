#include "server/ledger/postgres_store.h"

#include <algorithm>
#include <chrono>
#include <thread>
#include <utility>

#include "absl/random/random.h"
#include "absl/strings/str_cat.h"
#include "server/ledger/postgres_operations.h"
#include "server/ledger/postgres_pooler.h"
#include "server/ledger/postgres_schema.h"
#include "server/ledger/postgres_statements.h"

namespace unpod::ledger {
namespace {

// Row locks are taken in one order: what is left to meet is rare. Who had to give way pauses, longer each
// time and at random: PostgreSQL only wakes the other, and who asks again at once has the lock before it
// runs.
constexpr int kMaxAttempts = 8;
constexpr std::chrono::milliseconds kFirstPause(4);

base::Duration PauseAfter(int attempt) {
  const int64_t most = base::Duration(kFirstPause).count() << attempt;
  absl::BitGen random;
  return base::Duration(absl::Uniform(random, most / 2, most));
}

// At start all that was left behind is taken over, however much it is, but not for ever.
constexpr int kMaxTakeOvers = 1000;
constexpr base::Duration kMaxFarewell = std::chrono::seconds(1);

}  // namespace

PostgresStore::PostgresStore(const std::string& url, StoreOptions options)
    : url_(url), options_(std::move(options)) {}

PostgresStore::~PostgresStore() {
  if (!connection_.connected()) return;
  const PostgresQuery release[] = {PostgresQuery::Prepared("release").Text(options_.owner)};
  std::vector<PostgresResult> ignored;
  connection_.Run(release, ignored, kMaxFarewell).IgnoreError();
}

absl::Status PostgresStore::Open() {
  looked_at_ = 0;
  absl::Status opened = connection_.Connect(url_);
  if (opened.ok()) opened = CheckThatSessionIsKept(connection_, url_);  // Before it changes any.
  if (opened.ok()) opened = connection_.Configure();
  if (opened.ok()) opened = MigratePostgres(connection_);
  if (opened.ok()) opened = ClaimForUpstream(connection_, options_.upstream);
  if (opened.ok()) opened = Prepare();
  int64_t taken = kMaxMaintained;
  for (int i = 0; i < kMaxTakeOvers && taken >= kMaxMaintained && opened.ok(); ++i) opened = TakeOver(taken);
  return opened.ok() ? opened : Close(opened);
}

absl::Status PostgresStore::Prepare() {
  std::vector<PostgresQuery> queries;
  for (auto& [name, sql] : PostgresStatements(options_)) {
    queries.push_back(PostgresQuery::Prepare(name, std::move(sql)));
  }
  std::vector<PostgresResult> ignored;
  return connection_.Run(queries, ignored);
}

absl::Status PostgresStore::TakeOver(int64_t& taken) {
  ages_.ReadClock();
  std::vector<PostgresQuery> queries;
  for (const char* const statement : {"lease", "interrupt", "adopt"}) {
    queries.push_back(PostgresQuery::Prepared(statement).Text(options_.owner));
  }
  queries.push_back(PostgresQuery::Prepared("forget_owners"));
  const int64_t now = ServiceTime(ages_);
  queries.push_back(PostgresQuery::Prepared("expire").Int(looked_at_).Int(now));
  queries.push_back(PostgresQuery::Prepared("expire_header_keys").Int(header_keys_passed_).Int(now));
  std::vector<PostgresResult> results;
  if (absl::Status done = Transact(std::move(queries), results); !done.ok()) return done;
  taken = std::max(results[1].affected(), results[2].affected());
  header_keys_passed_ = results.back().Int(0, 0);
  const PostgresResult& expired = results[results.size() - 2];
  looked_at_ = expired.Int(0, 1) != 0 ? 0 : expired.Int(0, 0);
  return absl::OkStatus();
}

absl::Status PostgresStore::Maintain() {
  int64_t ignored = 0;
  return TakeOver(ignored);
}

absl::Status PostgresStore::Execute(absl::Span<Operation* const> batch) {
  ages_.ReadClock();
  const std::vector<Operation*> ordered = InLockOrder(batch);
  std::vector<PostgresQuery> queries;
  queries.reserve(2 * batch.size() + 2);
  for (Operation* const operation : ordered) Ask(*operation, options_, ages_, queries);
  std::vector<PostgresResult> results;
  if (absl::Status done = Transact(std::move(queries), results); !done.ok()) return done;
  const PostgresResult* next = results.data();
  for (Operation* const operation : ordered) {
    if (!Answer(*operation, next)) return Close(absl::UnavailableError("the server's answer is odd"));
  }
  return absl::OkStatus();
}

absl::Status PostgresStore::Transact(std::vector<PostgresQuery> queries,
                                     std::vector<PostgresResult>& results) {
  queries.insert(queries.begin(), PostgresQuery::Prepared("begin"));
  queries.push_back(PostgresQuery::Prepared("commit"));
  const PostgresQuery rollback[] = {PostgresQuery::Sql("ROLLBACK")};
  const base::MonotonicTime until = base::MonotonicNow() + PostgresConnection::kMaxWait;
  absl::Status done;
  for (int attempt = 0; attempt < kMaxAttempts; ++attempt) {
    done = connection_.Run(queries, results, until - base::MonotonicNow());
    if (done.ok() || !connection_.conflicted()) break;
    if (absl::Status undone = connection_.Run(rollback, results); !undone.ok()) return Close(undone);
    std::this_thread::sleep_for(PauseAfter(attempt));
  }
  if (!done.ok()) return Close(done);
  if (results.back().command() != "COMMIT") return Close(absl::UnavailableError("nothing was committed"));
  results.pop_back();
  results.erase(results.begin());
  return done;
}

// Also lets go of what the transaction has locked.
absl::Status PostgresStore::Close(const absl::Status& why) {
  connection_.Close();
  return absl::Status(why.code(), absl::StrCat(name(), ": ", why.message()));
}

}  // namespace unpod::ledger
