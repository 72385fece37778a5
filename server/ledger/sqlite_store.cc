#include "server/ledger/sqlite_store.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <limits>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "server/base/log.h"
#include "server/ledger/sqlite_rows.h"
#include "server/ledger/sqlite_schema.h"

namespace unpod::ledger {
namespace {

absl::Status Annotate(const absl::Status& status, const std::string& path) {
  if (status.ok()) return status;
  return absl::Status(status.code(), absl::StrCat(path, ": ", status.message()));
}

}  // namespace

SqliteStore::SqliteStore(std::string path, StoreOptions options)
    : path_(std::move(path)), options_(std::move(options)) {}

absl::Status SqliteStore::Open() {
  backup_.Abandon();
  statements_ = {};
  rows_.clear();
  counts_ = {};
  passed_ = 0;
  ages_.ReadClock();
  absl::Status opened = MakeFile();
  if (opened.ok()) opened = database_.Open(path_);
  if (opened.ok()) opened = Check();
  if (opened.ok()) opened = MigrateSqlite(database_);
  if (opened.ok()) opened = ClaimForUpstream(database_, options_.upstream);
  if (opened.ok()) opened = Prepare();
  if (opened.ok()) opened = SettleInterrupted();
  if (opened.ok()) opened = LoadIndex();
  if (opened.ok() && !first_open_done_) Announce();
  return Annotate(opened, path_);
}

// Who has mistyped its place finds out here.
void SqliteStore::Announce() {
  first_open_done_ = true;
  if (rows_.empty()) {
    backup_.KeepWhatIsThere();
    spdlog::warn("ledger: {} is new or empty: nothing that was sent before is known", path_);
  } else {
    spdlog::info("ledger: {} holds {} requests, {} of them unknown", path_, rows_.size(),
                 Counter(State::kUnknown));
  }
}

// Something else may stand at the path by now, or nothing: what is written would be lost with the process.
absl::Status SqliteStore::CheckThatItIsInItsPlace() const {
  struct stat here {};
  if (stat(path_.c_str(), &here) == 0 && here.st_ino == inode_ && here.st_dev == device_) {
    return absl::OkStatus();
  }
  return absl::FailedPreconditionError(
      "the file was removed or replaced while it was open; stop the service before you touch it");
}

absl::Status SqliteStore::MakeFile() {
  if (first_open_done_) return CheckThatItIsInItsPlace();
  const std::filesystem::path folder = std::filesystem::path(path_).parent_path();
  std::error_code error;
  if (!folder.empty() && !std::filesystem::exists(folder, error)) {
    std::filesystem::create_directories(folder, error);
    if (!error) std::filesystem::permissions(folder, std::filesystem::perms::owner_all, error);
    if (error) return absl::UnavailableError(absl::StrCat("its folder cannot be made: ", error.message()));
  }
  const int file = open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (file < 0) return absl::UnavailableError(absl::StrCat("cannot be opened: ", std::strerror(errno)));
  struct stat made {};
  const bool known = fstat(file, &made) == 0;
  close(file);
  if (!known) return absl::UnavailableError(absl::StrCat("cannot be looked at: ", std::strerror(errno)));
  inode_ = made.st_ino;
  device_ = made.st_dev;
  return absl::OkStatus();
}

// What the log holds goes into the file and to the disk first: after a sync that failed, pages may be there
// that never got to the disk, and they must not pass for durable.
absl::Status SqliteStore::Check() {
  std::string busy;
  if (absl::Status done = database_.Ask("PRAGMA wal_checkpoint(TRUNCATE)", busy); !done.ok()) return done;
  std::string verdict;
  if (absl::Status done = database_.Ask("PRAGMA quick_check(1)", verdict); !done.ok()) return done;
  if (verdict == "ok") return absl::OkStatus();
  return absl::FailedPreconditionError("the database is corrupt; restore a backup, or see docs/ledger.md");
}

absl::Status SqliteStore::Prepare() {
  const std::pair<const char*, SqliteStatement*> all[] = {
      {"BEGIN IMMEDIATE", &statements_.begin},
      {"COMMIT", &statements_.commit},
      {"INSERT INTO entries (tenant, space_token, request_id, state, fingerprint, claim_id, owner,"
       " documents, claimed_at, changed_at, room, skipped) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
       &statements_.insert},
      {"DELETE FROM entries WHERE id = ?", &statements_.erase},
      {"SELECT " UNPOD_LEDGER_COLUMNS " FROM entries WHERE id = ?", &statements_.select},
      {"UPDATE entries SET state = ?, changed_at = ?, code = ?, reason = ?, http_status = ?, run_id = ?,"
       " status = ?, tasks = ?, missing = ?, read_back = ?, room = x'' WHERE id = ? AND claim_id = ? AND "
       "state = ?",
       &statements_.settle},
      {"UPDATE entries SET note = ? WHERE id = ?", &statements_.note},
      {"SELECT id, " UNPOD_LEDGER_COLUMNS " FROM entries WHERE id < ? ORDER BY id DESC LIMIT ?",
       &statements_.page},
      {"SELECT id, " UNPOD_LEDGER_COLUMNS " FROM entries WHERE state = 4 AND id < ? ORDER BY id DESC LIMIT ?",
       &statements_.unknown_page},
      {"SELECT min(claimed_at) FROM entries WHERE state = 4", &statements_.oldest_unknown},
      {"SELECT id, tenant, space_token, request_id, state, claimed_at FROM entries WHERE id > ? ORDER BY id "
       "LIMIT ?",
       &statements_.look_at},
  };
  for (const auto& [sql, statement] : all) {
    if (absl::Status prepared = database_.Prepare(sql, *statement); !prepared.ok()) return prepared;
  }
  return absl::OkStatus();
}

// Claims of processes before this one: they may have been sent. Those of this process are under way, or their
// settling is.
absl::Status SqliteStore::SettleInterrupted() {
  SqliteStatement settle;
  absl::Status done = database_.Prepare(
      "UPDATE entries SET state = 4, changed_at = ?, code = ?, reason = ?, owner = ? WHERE state = 1 AND "
      "owner <> ?",
      settle);
  if (!done.ok()) return done;
  const absl::string_view reason = domain::ReasonName(domain::Reason::kInterrupted);
  settle.Bind(ToMicros(ages_.now())).Bind(static_cast<int>(absl::StatusCode::kUnknown)).BindText(reason);
  settle.BindText(options_.owner).BindText(options_.owner);
  if (done = settle.Run(); !done.ok()) return done;
  if (done = database_.Prepare("UPDATE entries SET owner = ? WHERE state = 4 AND owner <> ?", settle);
      !done.ok())
    return done;
  return settle.BindText(options_.owner).BindText(options_.owner).Run();
}

absl::Status SqliteStore::LoadIndex() {
  SqliteStatement all;
  if (absl::Status done =
          database_.Prepare("SELECT id, tenant, space_token, request_id, state FROM entries", all);
      !done.ok())
    return done;
  header_keys_passed_ = std::numeric_limits<int64_t>::max();
  while (all.Step()) {
    const int64_t row = all.Int();
    const Key key = ReadKey(all);
    rows_[DigestOf(key)] = row;
    if (IsHeaderKey(key)) header_keys_passed_ = std::min(header_keys_passed_, row - 1);
    ++Counter(static_cast<State>(std::clamp<int64_t>(all.Int(), 0, 4)));
  }
  return all.Reset();
}

absl::Status SqliteStore::Execute(absl::Span<Operation* const> batch) {
  ages_.ReadClock();
  absl::Status done = statements_.begin.Run();
  for (Operation* operation : batch) {
    if (!done.ok()) break;
    done = Visit(*operation, [this](auto& what) { return Run(what); });
  }
  if (done.ok()) done = statements_.commit.Run();
  return Annotate(done, path_);  // After a failure Open closes the database, which rolls back.
}

absl::Status SqliteStore::Maintain() {
  absl::Status done = CheckThatItIsInItsPlace();
  if (done.ok()) done = EraseExpired();
  if (done.ok()) backup_.Advance(database_, path_);
  return Annotate(done, path_);
}

}  // namespace unpod::ledger
