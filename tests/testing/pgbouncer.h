// A real PgBouncer (Debian's package pgbouncer) before a PostgresServer, on a Unix socket of its own. A
// constructor that cannot do its work throws std::runtime_error, which fails the test.
#ifndef UNPOD_TESTS_TESTING_PGBOUNCER_H_
#define UNPOD_TESTS_TESTING_PGBOUNCER_H_

#include <sys/types.h>

#include <string>

namespace unpod::testing {

class PgBouncer {
 public:
  struct Options {
    std::string pool_mode = "session";  // Or transaction, or statement.
    int pool_size = 20;
    bool round_robin = false;  // False: the session that was used last is given next.
  };

  // `server_url`: of one database, with the password.
  PgBouncer(const std::string& server_url, const Options& options);
  ~PgBouncer();
  PgBouncer(const PgBouncer&) = delete;
  PgBouncer& operator=(const PgBouncer&) = delete;

  // Of the same database, through it.
  const std::string& url() const { return url_; }

 private:
  std::string directory_;
  std::string url_;
  pid_t process_ = 0;
};

}  // namespace unpod::testing

#endif  // UNPOD_TESTS_TESTING_PGBOUNCER_H_
