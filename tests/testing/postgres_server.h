// A real PostgreSQL server with a directory of its own, of the newest version that is installed (Debian's
// package postgresql). On a Unix socket alone, with passwords. It does not run as root: for root, it runs as
// the user postgres. A constructor or verb that cannot do its work throws std::runtime_error, which fails the
// test.
#ifndef UNPOD_TESTS_TESTING_POSTGRES_SERVER_H_
#define UNPOD_TESTS_TESTING_POSTGRES_SERVER_H_

#include <sys/types.h>

#include <string>
#include <vector>

namespace unpod::testing {

class PostgresServer {
 public:
  // One to be shared by a program's tests: to make it takes a second.
  static PostgresServer& Shared();

  // With `fsync`, what is committed survives the machine and not just the server. Its synchronous_commit is
  // off: who needs more has to say so.
  explicit PostgresServer(bool fsync = false);
  ~PostgresServer();
  PostgresServer(const PostgresServer&) = delete;
  PostgresServer& operator=(const PostgresServer&) = delete;

  // The URL of a new and empty database.
  std::string NewDatabase();
  std::string Url(const std::string& database, const std::string& password = kPassword) const;
  // Runs `sql` as the superuser in the URL's database; the first column of the first row, if there is one.
  static std::string Ask(const std::string& url, const std::string& sql);

  void Start();
  void StopFast();    // Rolls back, writes down, ends.
  void StopAtOnce();  // As if it had crashed: what it had not written down is lost.
  void Freeze();      // It stays connected and says nothing.
  void Thaw();

  static constexpr char kPassword[] = "se/cret@word";

 private:
  void MakeCluster(bool fsync);
  void Stop(int signal);
  std::vector<pid_t> Processes() const;

  std::string programs_;   // The directory of initdb and postgres.
  std::string directory_;  // Of the socket and the data.
  pid_t postmaster_ = 0;
  std::vector<pid_t> frozen_;
  int databases_ = 0;
};

}  // namespace unpod::testing

#endif  // UNPOD_TESTS_TESTING_POSTGRES_SERVER_H_
