// Where a PostgreSQL server is, as its users write it: postgres://user:password@host:port/database?… Pure but
// for PG* variables of the environment, which libpq reads for what is not said.
#ifndef UNPOD_SERVER_LEDGER_POSTGRES_URL_H_
#define UNPOD_SERVER_LEDGER_POSTGRES_URL_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace unpod::ledger {

class PostgresUrl {
 public:
  // Any text. What is wrong with it is told by `status`, which never quotes it.
  explicit PostgresUrl(const std::string& url);

  const absl::Status& status() const { return status_; }

  // "postgres://user@host:port/database": what was given of these, never the password.
  std::string name() const;

  // For PQconnectdbParams: this service's defaults (bounded waits), then what the URL says.
  std::vector<std::pair<std::string, std::string>> Parameters() const;

  // `message` without the password and without control characters: on one line.
  std::string Scrub(absl::string_view message) const;

 private:
  std::string Get(absl::string_view keyword) const;

  absl::Status status_;
  std::vector<std::pair<std::string, std::string>> given_;
};

}  // namespace unpod::ledger

#endif  // UNPOD_SERVER_LEDGER_POSTGRES_URL_H_
