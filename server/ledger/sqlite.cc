#include "server/ledger/sqlite.h"

#include <sqlite3.h>

#include "absl/strings/str_cat.h"

namespace unpod::ledger {
namespace {

absl::Status ToStatus(sqlite3* database, int result) {
  const int primary = result & 0xff;
  if (primary == SQLITE_OK || primary == SQLITE_DONE || primary == SQLITE_ROW) return absl::OkStatus();
  // SQLite's own words for the code, and the operating system's error behind it. sqlite3_errmsg may quote
  // SQL, but never what is bound to it.
  std::string message = absl::StrCat("SQLite: ", sqlite3_errstr(result), " (code ", result);
  if (const int error = database == nullptr ? 0 : sqlite3_system_errno(database); error != 0) {
    absl::StrAppend(&message, ", errno ", error);
  }
  message += ")";
  // The lock is taken once, at the start, and by nobody else in this process.
  if (primary == SQLITE_BUSY) return absl::FailedPreconditionError("in use by another process");
  if (primary == SQLITE_NOTADB || primary == SQLITE_CORRUPT) return absl::FailedPreconditionError(message);
  return absl::UnavailableError(message);
}

}  // namespace

void SqliteStatement::Finalize::operator()(sqlite3_stmt* statement) const {
  sqlite3_finalize(statement);
}

SqliteStatement& SqliteStatement::Bind(int64_t value) {
  sqlite3_bind_int64(statement_.get(), ++parameter_, value);
  return *this;
}

SqliteStatement& SqliteStatement::BindText(absl::string_view text) {
  sqlite3_bind_text64(statement_.get(), ++parameter_, text.data(), text.size(), SQLITE_STATIC, SQLITE_UTF8);
  return *this;
}

SqliteStatement& SqliteStatement::BindBlob(absl::string_view bytes) {
  sqlite3_bind_blob64(statement_.get(), ++parameter_, bytes.data(), bytes.size(), SQLITE_STATIC);
  return *this;
}

SqliteStatement& SqliteStatement::BindZeros(int64_t bytes) {
  sqlite3_bind_zeroblob64(statement_.get(), ++parameter_, static_cast<sqlite3_uint64>(bytes));
  return *this;
}

bool SqliteStatement::Step() {
  column_ = 0;
  result_ = sqlite3_step(statement_.get());
  return result_ == SQLITE_ROW;
}

absl::Status SqliteStatement::Run() {
  Step();
  return Reset();
}

absl::Status SqliteStatement::Reset() {
  sqlite3_reset(statement_.get());
  parameter_ = 0;
  return ToStatus(sqlite3_db_handle(statement_.get()), result_);
}

int64_t SqliteStatement::Int() {
  return sqlite3_column_int64(statement_.get(), column_++);
}

std::string SqliteStatement::Text() {
  const int column = column_++;
  const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement_.get(), column));
  return bytes == nullptr
             ? std::string()
             : std::string(bytes, static_cast<size_t>(sqlite3_column_bytes(statement_.get(), column)));
}

void SqliteDatabase::Closer::operator()(sqlite3* database) const {
  sqlite3_close_v2(database);
}

absl::Status SqliteDatabase::OpenPlainly(const std::string& path) {
  Close();
  sqlite3* opened = nullptr;
  const int result = sqlite3_open_v2(
      path.c_str(), &opened, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nullptr);
  database_.reset(opened);
  if (result != SQLITE_OK) return ToStatus(opened, result);
  sqlite3_extended_result_codes(opened, 1);
  return absl::OkStatus();
}

absl::Status SqliteDatabase::Open(const std::string& path) {
  if (absl::Status opened = OpenPlainly(path); !opened.ok()) return opened;
  // Exclusive before anything is read: the lock is taken once, is held until the process ends, however it
  // ends, and lets WAL do without shared memory.
  if (absl::Status set = Execute("PRAGMA locking_mode=EXCLUSIVE"); !set.ok()) return set;
  std::string mode;
  if (absl::Status journal = Ask("PRAGMA journal_mode=WAL", mode); !journal.ok()) return journal;
  if (mode != "wal") return absl::FailedPreconditionError("its file system cannot hold a write-ahead log");
  return Execute("PRAGMA synchronous=FULL; PRAGMA cache_size=-32768; PRAGMA wal_autocheckpoint=4000");
}

absl::Status SqliteDatabase::Execute(const char* sql) {
  return ToStatus(database_.get(), sqlite3_exec(database_.get(), sql, nullptr, nullptr, nullptr));
}

absl::Status SqliteDatabase::Prepare(const char* sql, SqliteStatement& statement) {
  sqlite3_stmt* prepared = nullptr;
  const int result =
      sqlite3_prepare_v3(database_.get(), sql, -1, SQLITE_PREPARE_PERSISTENT, &prepared, nullptr);
  statement = SqliteStatement(prepared);
  return ToStatus(database_.get(), result);
}

absl::Status SqliteDatabase::Ask(const char* sql, std::string& answer) {
  SqliteStatement question;
  if (absl::Status prepared = Prepare(sql, question); !prepared.ok()) return prepared;
  if (question.Step()) answer = question.Text();
  return question.Reset();
}

absl::Status SqliteDatabase::LastError() const {
  return ToStatus(database_.get(), sqlite3_extended_errcode(database_.get()));
}

int SqliteDatabase::changes() const {
  return sqlite3_changes(database_.get());
}

int64_t SqliteDatabase::last_insert_rowid() const {
  return sqlite3_last_insert_rowid(database_.get());
}

}  // namespace unpod::ledger
