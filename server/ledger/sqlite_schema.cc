#include "server/ledger/sqlite_schema.h"

#include <iterator>
#include <string>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "server/base/log.h"
#include "server/ledger/store.h"

namespace unpod::ledger {
namespace {

// Step N makes version N + 1 of what version N was; a new file goes through all of them. What has been
// released is never changed here: a change is one more step.
constexpr const char* kSqliteSteps[] = {
    R"(
  CREATE TABLE entries (
    id INTEGER PRIMARY KEY,
    digest BLOB NOT NULL,
    tenant TEXT NOT NULL,
    space_token TEXT NOT NULL,
    request_id TEXT NOT NULL,
    state INTEGER NOT NULL,
    fingerprint BLOB NOT NULL,
    claim_id TEXT NOT NULL,
    owner TEXT NOT NULL,
    documents INTEGER NOT NULL,
    claimed_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    code INTEGER NOT NULL DEFAULT 0,
    reason TEXT NOT NULL DEFAULT '',
    http_status INTEGER NOT NULL DEFAULT 0,
    run_id TEXT NOT NULL DEFAULT '',
    status TEXT NOT NULL DEFAULT '',
    tasks BLOB NOT NULL DEFAULT x'',
    missing BLOB NOT NULL DEFAULT x'',
    read_back INTEGER NOT NULL DEFAULT 0,
    room BLOB NOT NULL
  ) STRICT;
  CREATE INDEX unknown_entries ON entries (state) WHERE state = 4;
)",
    // It follows from the key, and every byte of a row is written twice for each call.
    "ALTER TABLE entries DROP COLUMN digest;",
    // application_id is "unpd" in ASCII.
    R"(
  CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
  PRAGMA application_id = 1970171492;
)",
    // Until then a batch of a list had the name "list/7", as a CreateTask may have as well: which of the two
    // a row is cannot be told. It becomes both, so that whoever repeats his request meets it and calls nobody
    // twice. char(31) is domain::kBatchMark.
    R"(
  ALTER TABLE entries ADD COLUMN skipped BLOB NOT NULL DEFAULT x'';
  ALTER TABLE entries ADD COLUMN note TEXT NOT NULL DEFAULT '';
  INSERT INTO entries (tenant, space_token, request_id, state, fingerprint, claim_id, owner, documents,
      claimed_at, changed_at, code, reason, http_status, run_id, status, tasks, missing, read_back, room)
    SELECT tenant, space_token, substr(list, 1, length(list) - 1) || char(31) || number, state, fingerprint,
      claim_id, owner, documents, claimed_at, changed_at, code, reason, http_status, run_id, status, tasks,
      missing, read_back, room
    FROM (SELECT *, rtrim(request_id, '0123456789') AS list,
            substr(request_id, length(rtrim(request_id, '0123456789')) + 1) AS number FROM entries)
    WHERE substr(list, -1) = '/' AND length(list) BETWEEN 2 AND 113 AND length(number) BETWEEN 1 AND 9
      AND (number = '0' OR substr(number, 1, 1) <> '0')
    ORDER BY id;
)",
};
constexpr char kApplicationId[] = "1970171492";
constexpr int kFirstWithApplicationId = 3;
constexpr int kVersion = static_cast<int>(std::size(kSqliteSteps));

// Another program's database is left as it is.
absl::Status CheckThatItIsOurs(SqliteDatabase& database, int version) {
  std::string application;
  if (absl::Status asked = database.Ask("PRAGMA application_id", application); !asked.ok()) return asked;
  std::string tables;
  if (absl::Status asked = database.Ask("SELECT count(*) FROM sqlite_master", tables); !asked.ok())
    return asked;
  const bool is_new = version == 0 && tables == "0" && application == "0";
  const bool is_early = version > 0 && version < kFirstWithApplicationId && application == "0";
  if (is_new || is_early || application == kApplicationId) return absl::OkStatus();
  return absl::FailedPreconditionError("it is the database of another program");
}

}  // namespace

absl::Status MigrateSqlite(SqliteDatabase& database) {
  std::string text;
  if (absl::Status asked = database.Ask("PRAGMA user_version", text); !asked.ok()) return asked;
  int version = -1;
  if (!absl::SimpleAtoi(text, &version)) version = -1;
  if (absl::Status ours = CheckThatItIsOurs(database, version); !ours.ok()) return ours;
  if (version == kVersion) return absl::OkStatus();
  if (version < 0 || version > kVersion) {
    return absl::FailedPreconditionError(absl::StrCat("made by another version of unpod-taskd (schema ", text,
                                                      ", this one knows ", kVersion, ")"));
  }
  if (version > 0) spdlog::info("ledger: migrating from schema {} to {}", version, kVersion);
  std::string steps = "BEGIN EXCLUSIVE;";
  for (int step = version; step < kVersion; ++step) steps += kSqliteSteps[step];
  absl::StrAppend(&steps, "PRAGMA user_version = ", kVersion, "; COMMIT");
  return database.Execute(steps.c_str());
}

absl::Status ClaimForUpstream(SqliteDatabase& database, const std::string& upstream) {
  if (upstream.empty()) return absl::OkStatus();
  SqliteStatement claim;
  absl::Status done =
      database.Prepare("INSERT INTO about VALUES ('upstream', ?) ON CONFLICT DO NOTHING", claim);
  if (done.ok()) done = claim.BindText(upstream).Run();
  std::string theirs;
  if (done.ok()) done = database.Ask("SELECT value FROM about WHERE name = 'upstream'", theirs);
  if (!done.ok() || theirs == upstream) return done;
  return OfAnotherUpstream(theirs, upstream);
}

}  // namespace unpod::ledger
