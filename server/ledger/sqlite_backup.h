// Copies of a SQLite database that is in use, made by its own connection: nobody else can read it meanwhile.
#ifndef UNPOD_SERVER_LEDGER_SQLITE_BACKUP_H_
#define UNPOD_SERVER_LEDGER_SQLITE_BACKUP_H_

#include <atomic>
#include <memory>
#include <string>
#include <thread>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "server/base/monotonic.h"
#include "server/ledger/sqlite.h"

struct sqlite3_backup;

namespace unpod::ledger {

// A copy is made piece by piece, so that the work between holds up nobody; what is written to the database
// meanwhile goes into the copy too, so that it holds what the database held when its last piece was copied.
// It stands at its path when it is whole and on the disk, in place of the one before. That a copy fails is
// said in the log and ends nothing: the next one is tried in its turn. One thread at a time.
class SqliteBackup {
 public:
  // The first copy is begun at once, each other one `interval` after the one before. An empty path: none.
  SqliteBackup(std::string path, absl::Duration interval);
  ~SqliteBackup();
  SqliteBackup(const SqliteBackup&) = delete;
  SqliteBackup& operator=(const SqliteBackup&) = delete;

  // Goes on with the copy that is under way, or begins the next one when its time has come. `database` is the
  // one at `database_path`, outside any transaction, and the same from call to call until Abandon.
  void Advance(const SqliteDatabase& database, const std::string& database_path);

  // Whoever has lost a ledger begins an empty one, and needs the copy of the lost one: what stands at the
  // path by now is not replaced.
  void KeepWhatIsThere() { keep_ = true; }

  // Gives up the copy that is under way. Before the database is closed.
  void Abandon();

 private:
  struct Finish {
    void operator()(sqlite3_backup* backup) const;
  };

  std::string PartPath() const { return path_ + ".part"; }
  absl::Status CheckPath(const std::string& database_path);
  absl::Status Begin(const SqliteDatabase& database, const std::string& database_path);
  absl::Status Copy();
  // Waits for the disk on a thread of its own, since it may be slow.
  void PutInPlace();
  void Join();

  const std::string path_;
  const base::Duration interval_;
  bool keep_ = false;
  base::MonotonicTime next_{};
  SqliteDatabase copy_;
  std::unique_ptr<sqlite3_backup, Finish> backup_;  // While a copy is under way. After copy_: it goes first.
  std::atomic<bool> is_put_in_place_{true};
  std::thread placer_;
};

}  // namespace unpod::ledger

#endif  // UNPOD_SERVER_LEDGER_SQLITE_BACKUP_H_
