#include "server/ledger/postgres_connection.h"

#include <libpq-fe.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>

#include "absl/strings/str_cat.h"

namespace unpod::ledger {
namespace {

constexpr int kBinary = 1;

// Of the session, where the server's own settings would break a promise: what is answered is on the disk, and
// nobody waits without end. remote_apply promises more than `on` and stays. Each statement has its index, and
// must use it though it was planned while the table was small; unlike a bitmap, a plain index scan also marks
// the dead entries that it meets, so that the next one does not meet them again. No statement is worth
// compiling.
constexpr const char* kSettings =
    "SELECT set_config('statement_timeout', '5s', false), set_config('lock_timeout', '5s', false),"
    " set_config('idle_in_transaction_session_timeout', '10s', false),"
    " set_config('synchronous_commit', CASE current_setting('synchronous_commit') WHEN 'remote_apply'"
    " THEN 'remote_apply' ELSE 'on' END, false),"
    " set_config('enable_seqscan', 'off', false), set_config('enable_bitmapscan', 'off', false),"
    " set_config('jit', 'off', false)";

void IgnoreNotice(void* /*unused*/, const PGresult* /*notice*/) {}

bool IsConflict(absl::string_view sqlstate) {
  return sqlstate == "40P01" || sqlstate == "40001";
}

}  // namespace

PostgresQuery& PostgresQuery::Int(int64_t value) {
  parameters_.push_back({absl::StrCat(value), false});
  return *this;
}

PostgresQuery& PostgresQuery::Text(absl::string_view text) {
  return Bytes(text);  // A text's binary form is its bytes.
}

PostgresQuery& PostgresQuery::Bytes(absl::string_view bytes) {
  parameters_.push_back({std::string(bytes), true});
  return *this;
}

void PostgresResult::Clear::operator()(pg_result* result) const {
  PQclear(result);
}

int PostgresResult::rows() const {
  return PQntuples(result_.get());
}

bool PostgresResult::IsNull(int row, int column) const {
  return PQgetisnull(result_.get(), row, column) != 0;
}

int64_t PostgresResult::Int(int row, int column) const {
  const std::string bytes = Text(row, column);  // Big-endian, two's complement.
  if (bytes.empty()) return 0;
  uint64_t value = bytes.size() > 1 && (bytes[0] & 0x80) != 0 ? ~uint64_t{0} : 0;
  for (const char byte : bytes) value = value << 8 | static_cast<uint8_t>(byte);
  return static_cast<int64_t>(value);
}

std::string PostgresResult::Text(int row, int column) const {
  if (IsNull(row, column)) return "";
  return {PQgetvalue(result_.get(), row, column),
          static_cast<size_t>(PQgetlength(result_.get(), row, column))};
}

int64_t PostgresResult::affected() const {
  return std::strtoll(PQcmdTuples(result_.get()), nullptr, 10);
}

absl::string_view PostgresResult::command() const {
  return PQcmdStatus(result_.get());
}

void PostgresConnection::Finish::operator()(pg_conn* connection) const {
  PQfinish(connection);  // Its farewell does not wait for a server that does not read: Connect saw to that.
}

absl::Status PostgresConnection::Connect(const PostgresUrl& url) {
  Close();
  if (!url.status().ok()) return url.status();
  url_ = url;
  const auto parameters = url.Parameters();
  std::vector<const char*> keywords;
  std::vector<const char*> values;
  for (const auto& [keyword, value] : parameters) {
    keywords.push_back(keyword.c_str());
    values.push_back(value.c_str());
  }
  keywords.push_back(nullptr);
  values.push_back(nullptr);
  connection_.reset(PQconnectdbParams(keywords.data(), values.data(), 0));
  PGconn* const connection = connection_.get();
  if (PQstatus(connection) != CONNECTION_OK) return Lost(PQerrorMessage(connection));
  // A DETAIL may hold values of rows.
  PQsetErrorVerbosity(connection, PQERRORS_TERSE);
  PQsetErrorContextVisibility(connection, PQSHOW_CONTEXT_NEVER);
  PQsetNoticeReceiver(connection, &IgnoreNotice, nullptr);
  if (PQsetnonblocking(connection, 1) != 0 || PQenterPipelineMode(connection) != 1) {
    return Lost(PQerrorMessage(connection));
  }
  return absl::OkStatus();
}

absl::Status PostgresConnection::Configure() {
  std::vector<PostgresResult> ignored;
  const PostgresQuery settings[] = {PostgresQuery::Sql(kSettings)};
  return Run(settings, ignored);
}

int64_t PostgresConnection::announced_process() const {
  return connection_ == nullptr ? 0 : PQbackendPID(connection_.get());
}

void PostgresConnection::Close() {
  connection_.reset();
}

absl::Status PostgresConnection::Run(absl::Span<const PostgresQuery> queries,
                                     std::vector<PostgresResult>& results, base::Duration max_wait) {
  results.clear();
  conflicted_ = false;
  if (connection_ == nullptr) return absl::UnavailableError("not connected");
  const base::MonotonicTime until = base::MonotonicNow() + max_wait;
  // Into libpq's buffer, which grows as needed: nothing here waits.
  for (const PostgresQuery& query : queries) {
    if (!Send(query)) return Lost(PQerrorMessage(connection_.get()));
  }
  if (PQpipelineSync(connection_.get()) != 1) return Lost(PQerrorMessage(connection_.get()));
  return Receive(queries.size(), until, results);
}

bool PostgresConnection::Send(const PostgresQuery& query) {
  PGconn* const connection = connection_.get();
  if (query.prepared_ != nullptr && !query.sql_.empty()) {
    return PQsendPrepare(connection, query.prepared_, query.sql_.c_str(), 0, nullptr) == 1;
  }
  std::vector<const char*> values;
  std::vector<int> lengths;
  std::vector<int> formats;
  for (const PostgresQuery::Parameter& parameter : query.parameters_) {
    values.push_back(parameter.value.c_str());
    lengths.push_back(static_cast<int>(parameter.value.size()));
    formats.push_back(parameter.binary ? kBinary : 0);
  }
  const int count = static_cast<int>(values.size());
  if (query.prepared_ != nullptr) {
    return PQsendQueryPrepared(connection, query.prepared_, count, values.data(), lengths.data(),
                               formats.data(), kBinary) == 1;
  }
  return PQsendQueryParams(connection, query.sql_.c_str(), count, nullptr, values.data(), lengths.data(),
                           formats.data(), kBinary) == 1;
}

absl::Status PostgresConnection::Receive(size_t count, base::MonotonicTime until,
                                         std::vector<PostgresResult>& results) {
  PGconn* const connection = connection_.get();
  absl::Status outcome;
  results.reserve(count);
  for (int nulls = 0; nulls < 2;) {  // One stands after each result.
    if (absl::Status waited = Wait(until); !waited.ok()) return waited;
    PostgresResult result(PQgetResult(connection));
    if (result.result_ == nullptr) {
      ++nulls;
      continue;
    }
    nulls = 0;
    switch (PQresultStatus(result.result_.get())) {
      case PGRES_PIPELINE_SYNC:
        if (outcome.ok() && results.size() != count) return Lost("the server left out an answer");
        return outcome;
      case PGRES_COMMAND_OK:
      case PGRES_TUPLES_OK:
        results.push_back(std::move(result));
        break;
      case PGRES_PIPELINE_ABORTED:
        break;
      default:
        if (outcome.ok()) outcome = ServerError(result);
    }
  }
  return Lost(PQerrorMessage(connection));
}

absl::Status PostgresConnection::Wait(base::MonotonicTime until) {
  PGconn* const connection = connection_.get();
  while (PQisBusy(connection) != 0) {
    const int unsent = PQflush(connection);
    if (unsent < 0) return Lost(PQerrorMessage(connection));
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - base::MonotonicNow()).count();
    if (left <= 0) return Lost("no answer in time");
    pollfd socket{PQsocket(connection), POLLIN, 0};
    if (unsent == 1) socket.events |= POLLOUT;
    if (poll(&socket, 1, static_cast<int>(left)) < 0 && errno != EINTR) return Lost("poll failed");
    if ((socket.revents & ~POLLOUT) != 0 && PQconsumeInput(connection) != 1) {
      return Lost(PQerrorMessage(connection));
    }
  }
  return absl::OkStatus();
}

absl::Status PostgresConnection::ServerError(const PostgresResult& result) {
  const char* const sqlstate = PQresultErrorField(result.result_.get(), PG_DIAG_SQLSTATE);
  conflicted_ = sqlstate != nullptr && IsConflict(sqlstate);
  return absl::UnavailableError(url_.Scrub(PQresultErrorMessage(result.result_.get())));
}

absl::Status PostgresConnection::Lost(absl::string_view why) {
  absl::Status lost = absl::UnavailableError(url_.Scrub(why));
  Close();
  return lost;
}

}  // namespace unpod::ledger
