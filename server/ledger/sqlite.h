// SQLite's C interface with owners: a database and its prepared statements. One thread at a time.
#ifndef UNPOD_SERVER_LEDGER_SQLITE_H_
#define UNPOD_SERVER_LEDGER_SQLITE_H_

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

struct sqlite3;
struct sqlite3_stmt;

namespace unpod::ledger {

// A prepared statement. Bind in the order of its parameters, Step through its rows, read columns in their
// order. What is bound must live until Reset.
class SqliteStatement {
 public:
  SqliteStatement() = default;
  explicit SqliteStatement(sqlite3_stmt* statement) : statement_(statement) {}

  SqliteStatement& Bind(int64_t value);
  SqliteStatement& BindText(absl::string_view text);
  SqliteStatement& BindBlob(absl::string_view bytes);
  SqliteStatement& BindZeros(int64_t bytes);

  // True for a row. False at the end or for an error; then `status` tells which.
  bool Step();
  // Step for what has no rows. Resets.
  absl::Status Run();
  // Makes it ready to be bound again; the outcome of the last Step.
  absl::Status Reset();

  int64_t Int();
  std::string Text();  // Of a text or a blob.

 private:
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const;
  };
  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
  int parameter_ = 0;
  int column_ = 0;
  int result_ = 0;
};

// A database, opened for this process alone.
class SqliteDatabase {
 public:
  // FAILED_PRECONDITION: in use by another process, or no database; UNAVAILABLE: anything else.
  absl::Status Open(const std::string& path);
  // The same for a file that needs no write-ahead log, and with the settings of SQLite's own.
  absl::Status OpenPlainly(const std::string& path);
  void Close() { database_.reset(); }

  // Statements without parameters and rows.
  absl::Status Execute(const char* sql);
  // `statement` must be gone before this database is closed.
  absl::Status Prepare(const char* sql, SqliteStatement& statement);
  // The first column of the only row.
  absl::Status Ask(const char* sql, std::string& answer);

  int changes() const;
  int64_t last_insert_rowid() const;
  // What went wrong in the last call of SQLite's that used handle().
  absl::Status LastError() const;
  sqlite3* handle() const { return database_.get(); }

 private:
  struct Closer {
    void operator()(sqlite3* database) const;
  };
  std::unique_ptr<sqlite3, Closer> database_;
};

}  // namespace unpod::ledger

#endif  // UNPOD_SERVER_LEDGER_SQLITE_H_
