#include "server/ledger/sqlite_schema.h"

#include <iterator>
#include <string>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "server/base/log.h"

namespace unpod::ledger {
namespace {

// Step N makes version N + 1 of what version N was; a new file goes through all of them. What has been
// released is never changed here: a change is one more step.
constexpr const char* kSteps[] = {
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
};
constexpr int kVersion = static_cast<int>(std::size(kSteps));

}  // namespace

absl::Status MigrateSqlite(SqliteDatabase& database) {
  std::string text;
  if (absl::Status asked = database.Ask("PRAGMA user_version", text); !asked.ok()) return asked;
  int version = -1;
  if (absl::SimpleAtoi(text, &version) && version == kVersion) return absl::OkStatus();
  if (version < 0 || version > kVersion) {
    return absl::FailedPreconditionError(absl::StrCat("made by another version of unpod-taskd (schema ", text,
                                                      ", this one knows ", kVersion, ")"));
  }
  if (version > 0) spdlog::info("ledger: migrating from schema {} to {}", version, kVersion);
  std::string steps = "BEGIN EXCLUSIVE;";
  for (int step = version; step < kVersion; ++step) steps += kSteps[step];
  absl::StrAppend(&steps, "PRAGMA user_version = ", kVersion, "; COMMIT");
  return database.Execute(steps.c_str());
}

}  // namespace unpod::ledger
