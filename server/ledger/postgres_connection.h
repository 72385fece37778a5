// libpq with owners and with bounds: a connection on which many statements travel in one round trip. One
// thread at a time.
#ifndef UNPOD_SERVER_LEDGER_POSTGRES_CONNECTION_H_
#define UNPOD_SERVER_LEDGER_POSTGRES_CONNECTION_H_

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "server/base/monotonic.h"
#include "server/ledger/postgres_url.h"

struct pg_conn;
struct pg_result;

namespace unpod::ledger {

// One statement of a batch: to prepare, prepared, or sent as it is. `name` is a literal. Its parameters stand
// in their order.
class PostgresQuery {
 public:
  static PostgresQuery Prepare(const char* name, std::string sql) { return {name, std::move(sql)}; }
  static PostgresQuery Prepared(const char* name) { return {name, ""}; }
  static PostgresQuery Sql(std::string sql) { return {nullptr, std::move(sql)}; }

  PostgresQuery& Int(int64_t value);
  PostgresQuery& Text(absl::string_view text);  // UTF-8 without NUL.
  PostgresQuery& Bytes(absl::string_view bytes);

 private:
  friend class PostgresConnection;
  struct Parameter {
    std::string value;
    bool binary;
  };
  PostgresQuery(const char* prepared, std::string sql) : prepared_(prepared), sql_(std::move(sql)) {}

  const char* prepared_;
  std::string sql_;
  std::vector<Parameter> parameters_;
};

// The answer to one statement. Columns are read as what they are: the server sends them in binary.
class PostgresResult {
 public:
  explicit PostgresResult(pg_result* result) : result_(result) {}

  int rows() const;
  bool IsNull(int row, int column) const;
  int64_t Int(int row, int column) const;  // smallint, int, bigint, boolean; 0 for null.
  std::string Text(int row, int column) const;
  // How many rows were inserted, updated or deleted.
  int64_t affected() const;
  // What was done, in the server's word: "COMMIT", "ROLLBACK".
  absl::string_view command() const;

 private:
  friend class PostgresConnection;
  struct Clear {
    void operator()(pg_result* result) const;
  };
  std::unique_ptr<pg_result, Clear> result_;
};

class PostgresConnection {
 public:
  static constexpr base::Duration kMaxWait = std::chrono::seconds(10);

  // UNAVAILABLE with the server's own words, FAILED_PRECONDITION for a URL that is none.
  absl::Status Connect(const PostgresUrl& url);
  // Makes the settings that the ledger needs, for the whole session. Before any other work; errors as of Run.
  absl::Status Configure();
  // Never waits. Done by each failure but a server's error.
  void Close();
  bool connected() const { return connection_ != nullptr; }
  // The server's process, as whoever took the connection has named it; 0: not connected.
  int64_t announced_process() const;

  // Sends all of `queries` at once and fills in a result for each. UNAVAILABLE: one failed, and what follows
  // it was not done, or the connection was lost or not answered for `max_wait` and is closed.
  absl::Status Run(absl::Span<const PostgresQuery> queries, std::vector<PostgresResult>& results,
                   base::Duration max_wait = kMaxWait);

  // The last Run failed only since another transaction was in its way: roll back and try again.
  bool conflicted() const { return conflicted_; }

 private:
  struct Finish {
    void operator()(pg_conn* connection) const;
  };

  bool Send(const PostgresQuery& query);
  absl::Status Receive(size_t count, base::MonotonicTime until, std::vector<PostgresResult>& results);
  // Waits for bytes from the server, sending what is to be sent in the meantime.
  absl::Status Wait(base::MonotonicTime until);
  absl::Status ServerError(const PostgresResult& result);
  absl::Status Lost(absl::string_view why);

  PostgresUrl url_{""};
  std::unique_ptr<pg_conn, Finish> connection_;
  bool conflicted_ = false;
};

}  // namespace unpod::ledger

#endif  // UNPOD_SERVER_LEDGER_POSTGRES_CONNECTION_H_
