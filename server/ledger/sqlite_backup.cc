#include "server/ledger/sqlite_backup.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "server/base/log.h"

namespace unpod::ledger {
namespace {

// 4 MiB, once a second: some milliseconds.
constexpr int kPagesAtOnce = 1000;

absl::Status FileError(absl::string_view what) {
  return absl::UnavailableError(absl::StrCat(what, ": ", std::strerror(errno)));
}

// To the disk, a file or a folder.
absl::Status Sync(const std::string& path) {
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return FileError("cannot be opened");
  absl::Status synced;
  if (fsync(file) != 0) synced = FileError("cannot be synced");
  close(file);
  return synced;
}

absl::Status MoveInPlace(const std::string& from, const std::string& to) {
  if (absl::Status synced = Sync(from); !synced.ok()) return synced;
  if (std::rename(from.c_str(), to.c_str()) != 0) return FileError("cannot be put in its place");
  const std::filesystem::path folder = std::filesystem::path(to).parent_path();
  return Sync(folder.empty() ? "." : folder.string());
}

void Report(const std::string& path, const absl::Status& done) {
  if (done.ok()) {
    spdlog::info("ledger: backed up to {}", path);
  } else {
    spdlog::error("ledger: no backup to {}: {}", path, std::string(done.message()));
  }
}

}  // namespace

void SqliteBackup::Finish::operator()(sqlite3_backup* backup) const {
  sqlite3_backup_finish(backup);
}

SqliteBackup::SqliteBackup(std::string path, absl::Duration interval)
    : path_(std::move(path)), interval_(absl::ToChronoNanoseconds(interval)) {}

SqliteBackup::~SqliteBackup() {
  Abandon();
  Join();
}

void SqliteBackup::Join() {
  if (placer_.joinable()) placer_.join();
}

void SqliteBackup::Advance(const SqliteDatabase& database, const std::string& database_path) {
  if (path_.empty() || !is_put_in_place_) return;
  if (backup_ == nullptr && base::MonotonicNow() < next_) return;
  absl::Status done;
  if (backup_ == nullptr) done = Begin(database, database_path);
  if (done.ok()) done = Copy();
  if (done.ok()) return;
  Report(path_, done);
  Abandon();
}

void SqliteBackup::Abandon() {
  if (backup_ == nullptr) return;
  backup_.reset();
  copy_.Close();
  std::error_code ignored;
  std::filesystem::remove(PartPath(), ignored);
}

absl::Status SqliteBackup::CheckPath(const std::string& database_path) {
  std::error_code ignored;
  for (const std::string& ours : {path_, PartPath()}) {
    for (const std::string& theirs : {database_path, database_path + "-wal"}) {
      if (std::filesystem::equivalent(ours, theirs, ignored)) {
        return absl::FailedPreconditionError("it is the ledger itself");
      }
    }
  }
  keep_ = keep_ && std::filesystem::exists(path_, ignored);
  if (!keep_) return absl::OkStatus();
  return absl::FailedPreconditionError(
      "it was there when the ledger was opened new or empty, and may be all that is left of the one before: "
      "move it "
      "away");
}

absl::Status SqliteBackup::Begin(const SqliteDatabase& database, const std::string& database_path) {
  Join();
  next_ = base::After(base::MonotonicNow(), interval_);
  if (absl::Status checked = CheckPath(database_path); !checked.ok()) return checked;
  std::error_code ignored;
  const std::string part = PartPath();
  std::filesystem::remove(part, ignored);
  const int file = open(part.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file < 0) return FileError("cannot be made");
  close(file);
  // It is whole only once it is in its place: no need for a journal, nor to wait for the disk before.
  absl::Status opened = copy_.OpenPlainly(part);
  if (opened.ok()) opened = copy_.Execute("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF");
  if (!opened.ok()) return opened;
  backup_.reset(sqlite3_backup_init(copy_.handle(), "main", database.handle(), "main"));
  if (backup_ != nullptr) return absl::OkStatus();
  return absl::UnavailableError(absl::StrCat("cannot be begun: ", copy_.LastError().message()));
}

absl::Status SqliteBackup::Copy() {
  const int result = sqlite3_backup_step(backup_.get(), kPagesAtOnce);
  if (result == SQLITE_OK) return absl::OkStatus();
  if (result != SQLITE_DONE) return absl::UnavailableError(absl::StrCat("SQLite: ", sqlite3_errstr(result)));
  if (sqlite3_backup_finish(backup_.release()) != SQLITE_OK) return copy_.LastError();
  copy_.Close();
  PutInPlace();
  return absl::OkStatus();
}

void SqliteBackup::PutInPlace() {
  is_put_in_place_ = false;
  placer_ = std::thread([this] {
    const absl::Status done = MoveInPlace(PartPath(), path_);
    Report(path_, done);
    if (!done.ok()) std::remove(PartPath().c_str());
    is_put_in_place_ = true;
  });
}

}  // namespace unpod::ledger
