#include "server/ledger/postgres_schema.h"

#include <cstdint>
#include <iterator>
#include <vector>

#include "absl/strings/str_cat.h"
#include "server/ledger/store.h"

namespace unpod::ledger {
namespace {

// Of this service's schema changes, in the server's space of advisory locks: "unpodled" in ASCII.
constexpr int64_t kLock = 0x756e706f646c6564;

// A step makes version N of version N - 1: one that was released never changes, the next one is added below.
using Step = std::vector<const char*>;

const Step& FirstVersion() {
  static const Step step = {
      "CREATE TABLE unpod_ledger_schema (version int NOT NULL)",
      "INSERT INTO unpod_ledger_schema VALUES (0)",
      "CREATE TABLE unpod_ledger_owners ("
      "  owner text PRIMARY KEY,"
      "  lease_until timestamptz NOT NULL)",
      "CREATE INDEX unpod_ledger_lease ON unpod_ledger_owners (lease_until)",
      "CREATE TABLE unpod_ledger_entries ("
      "  digest bytea PRIMARY KEY,"
      "  position bigint GENERATED ALWAYS AS IDENTITY,"
      "  tenant text NOT NULL,"
      "  space_token text NOT NULL,"
      "  request_id text NOT NULL,"
      "  state smallint NOT NULL,"
      "  fingerprint bytea NOT NULL,"
      "  claim_id text NOT NULL,"
      "  owner text NOT NULL,"
      "  documents bigint NOT NULL,"
      "  claimed_at timestamptz NOT NULL,"
      "  changed_at timestamptz NOT NULL,"
      "  code smallint NOT NULL DEFAULT 0,"
      "  reason text NOT NULL DEFAULT '',"
      "  http_status int NOT NULL DEFAULT 0,"
      "  run_id text NOT NULL DEFAULT '',"
      "  status text NOT NULL DEFAULT '',"
      "  tasks bytea NOT NULL DEFAULT '',"
      "  missing bytea NOT NULL DEFAULT '',"
      "  read_back boolean NOT NULL DEFAULT false)",
      "CREATE UNIQUE INDEX unpod_ledger_position ON unpod_ledger_entries (position)",
      // What is looked for each second, and is little at any time.
      "CREATE INDEX unpod_ledger_claimed ON unpod_ledger_entries (position) WHERE state = 1",
      "CREATE INDEX unpod_ledger_unknown ON unpod_ledger_entries (position) WHERE state = 4",
  };
  return step;
}

const Step& SecondVersion() {
  static const Step step = {"CREATE TABLE unpod_ledger_about (name text PRIMARY KEY, value text NOT NULL)"};
  return step;
}

// Until then a batch of a list had the name "list/7", as a CreateTask may have as well: which of the two a
// row is cannot be told. It becomes both, so that whoever repeats his request meets it and calls nobody
// twice. The digest is DigestOf (entry.cc), and chr(31) is domain::kBatchMark.
const Step& ThirdVersion() {
  static const Step step = {
      "ALTER TABLE unpod_ledger_entries ADD COLUMN skipped bytea NOT NULL DEFAULT '',"
      " ADD COLUMN note text NOT NULL DEFAULT ''",
      "INSERT INTO unpod_ledger_entries (digest, tenant, space_token, request_id, state, fingerprint,"
      " claim_id, owner, documents, claimed_at, changed_at, code, reason, http_status, run_id, status, tasks,"
      " missing, read_back)"
      " SELECT substring(sha256(convert_to(tenant, 'UTF8') || '\\x00'::bytea ||"
      "   convert_to(space_token, 'UTF8') || '\\x00'::bytea || convert_to(name, 'UTF8')) FROM 1 FOR 16),"
      "  tenant, space_token, name, state, fingerprint, claim_id, owner, documents, claimed_at, changed_at,"
      "  code, reason, http_status, run_id, status, tasks, missing, read_back"
      " FROM (SELECT *, regexp_replace(request_id, '^(.*)/([0-9]+)$', '\\1' || chr(31) || '\\2') AS name"
      "  FROM unpod_ledger_entries WHERE request_id ~ '^[!-~]{1,112}/(0|[1-9][0-9]{0,8})$'"
      "  ORDER BY position) AS batches",
  };
  return step;
}

using StepOf = const Step& (*)();
constexpr StepOf kPostgresSteps[] = {&FirstVersion, &SecondVersion, &ThirdVersion};
static_assert(std::size(kPostgresSteps) == kPostgresSchemaVersion);

// Under the lock, in an open transaction. 0: there are no tables.
absl::Status ReadVersion(PostgresConnection& connection, int64_t& version) {
  std::vector<PostgresResult> results;
  std::vector<PostgresQuery> queries = {
      PostgresQuery::Sql("BEGIN ISOLATION LEVEL READ COMMITTED"),
      PostgresQuery::Sql("SELECT pg_advisory_xact_lock($1)").Int(kLock),
      PostgresQuery::Sql("SELECT to_regclass('unpod_ledger_schema') IS NOT NULL")};
  if (absl::Status read = connection.Run(queries, results); !read.ok()) return read;
  version = 0;
  if (results.back().Int(0, 0) == 0) return absl::OkStatus();
  queries = {PostgresQuery::Sql("SELECT max(version) FROM unpod_ledger_schema")};
  if (absl::Status read = connection.Run(queries, results); !read.ok()) return read;
  version = results.back().Int(0, 0);
  return absl::OkStatus();
}

// A service of an older version goes on under the names that it knows, and would send again what this one has
// sent. When it is gone, its lease is.
absl::Status CheckThatNobodyUsesIt(PostgresConnection& connection) {
  const std::vector<PostgresQuery> queries = {
      PostgresQuery::Sql("SELECT count(*) FROM unpod_ledger_owners WHERE lease_until > clock_timestamp()")};
  std::vector<PostgresResult> results;
  if (absl::Status read = connection.Run(queries, results); !read.ok()) return read;
  if (results.back().Int(0, 0) == 0) return absl::OkStatus();
  return absl::FailedPreconditionError(
      "its tables are of an older version of unpod-taskd and still in use by it: stop all its processes "
      "before the first of this version starts (what was killed counts as stopped after --ledger_lease)");
}

}  // namespace

absl::Status MigratePostgres(PostgresConnection& connection) {
  int64_t version = 0;
  if (absl::Status read = ReadVersion(connection, version); !read.ok()) return read;
  if (version > kPostgresSchemaVersion) {
    return absl::FailedPreconditionError(
        absl::StrCat("its tables were made by a newer version of unpod-taskd (schema ", version,
                     ", this one knows ", kPostgresSchemaVersion, ")"));
  }
  if (version > 0 && version < kPostgresSchemaVersion) {
    if (absl::Status unused = CheckThatNobodyUsesIt(connection); !unused.ok()) return unused;
  }
  std::vector<PostgresQuery> queries;
  for (int64_t done = version; done < kPostgresSchemaVersion; ++done) {
    for (const char* const sql : kPostgresSteps[done]()) queries.push_back(PostgresQuery::Sql(sql));
  }
  if (version < kPostgresSchemaVersion) {
    queries.push_back(
        PostgresQuery::Sql("UPDATE unpod_ledger_schema SET version = $1").Int(kPostgresSchemaVersion));
  }
  queries.push_back(PostgresQuery::Sql("COMMIT"));
  std::vector<PostgresResult> ignored;
  return connection.Run(queries, ignored);
}

absl::Status ClaimForUpstream(PostgresConnection& connection, const std::string& upstream) {
  if (upstream.empty()) return absl::OkStatus();
  const std::vector<PostgresQuery> queries = {
      PostgresQuery::Sql("INSERT INTO unpod_ledger_about VALUES ('upstream', $1) ON CONFLICT DO NOTHING")
          .Text(upstream),
      PostgresQuery::Sql("SELECT value FROM unpod_ledger_about WHERE name = 'upstream'")};
  std::vector<PostgresResult> results;
  if (absl::Status asked = connection.Run(queries, results); !asked.ok()) return asked;
  const std::string theirs = results.back().Text(0, 0);
  return theirs == upstream ? absl::OkStatus() : OfAnotherUpstream(theirs, upstream);
}

}  // namespace unpod::ledger
