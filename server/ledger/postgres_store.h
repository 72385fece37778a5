// Entries in a PostgreSQL database that many processes share, each with a lease: whoever has not renewed it
// is gone. All times that are stored are the server's. A batch is one transaction in one round trip, durable
// when it is answered whatever the server's synchronous_commit says. Needs connections of its own: a pooler
// between must not share sessions, and Open refuses one that does.
#ifndef UNPOD_SERVER_LEDGER_POSTGRES_STORE_H_
#define UNPOD_SERVER_LEDGER_POSTGRES_STORE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "server/ledger/ages.h"
#include "server/ledger/postgres_connection.h"
#include "server/ledger/postgres_url.h"
#include "server/ledger/store.h"

namespace unpod::ledger {

class PostgresStore final : public Store {
 public:
  // `url`: postgres://user:password@host:port/database. Nothing here waits for an answer for longer than 10
  // s.
  PostgresStore(const std::string& url, StoreOptions options);
  // Gives up its lease, so that others settle what it leaves behind at once.
  ~PostgresStore() override;
  PostgresStore(const PostgresStore&) = delete;
  PostgresStore& operator=(const PostgresStore&) = delete;

  absl::Status Open() override;
  // Count tells created and rejected entries exactly up to 50 000, and estimates them above.
  absl::Status Execute(absl::Span<Operation* const> batch) override;
  absl::Status Maintain() override;
  std::string name() const override { return url_.name(); }

 private:
  absl::Status Prepare();
  absl::Status TakeOver(int64_t& taken);
  // `queries` and what makes a transaction of them; done again when another one was in its way. Each result
  // but those of begin and commit. Closes the connection when it fails.
  absl::Status Transact(std::vector<PostgresQuery> queries, std::vector<PostgresResult>& results);
  absl::Status Close(const absl::Status& why);

  const PostgresUrl url_;
  const StoreOptions options_;
  Ages ages_{options_};
  PostgresConnection connection_;
  int64_t looked_at_ = 0;           // Expired entries up to this position are gone.
  int64_t header_keys_passed_ = 0;  // The same of headers' keys.
};

}  // namespace unpod::ledger

#endif  // UNPOD_SERVER_LEDGER_POSTGRES_STORE_H_
