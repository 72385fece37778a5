#include "tests/testing/pgbouncer.h"

#include <libpq-fe.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <stdexcept>
#include <system_error>
#include <thread>

#include "tests/testing/server_process.h"

namespace unpod::testing {
namespace {

constexpr char kProgram[] = "/usr/sbin/pgbouncer";

struct Target {
  std::string host, user, password, database;
};

Target TargetOf(const std::string& url) {
  const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> options(
      PQconninfoParse(url.c_str(), nullptr), &PQconninfoFree);
  if (options == nullptr) throw std::runtime_error("not a URL of PostgreSQL's");
  Target target;
  for (const PQconninfoOption* option = options.get(); option->keyword != nullptr; ++option) {
    if (option->val == nullptr) continue;
    const std::string keyword = option->keyword;
    if (keyword == "host") target.host = option->val;
    if (keyword == "user") target.user = option->val;
    if (keyword == "password") target.password = option->val;
    if (keyword == "dbname") target.database = option->val;
  }
  return target;
}

}  // namespace

PgBouncer::PgBouncer(const std::string& server_url, const Options& options) {
  if (!std::filesystem::exists(kProgram)) {
    throw std::runtime_error(std::string("no ") + kProgram + ": install the package pgbouncer");
  }
  char name[] = "/tmp/unpod-pgbouncer-XXXXXX";
  if (mkdtemp(name) == nullptr) throw std::runtime_error("no temporary directory");
  directory_ = name;
  const Target target = TargetOf(server_url);
  std::ofstream(directory_ + "/ini") << "[databases]\n"
                                     << target.database << " = host=" << target.host
                                     << " user=" << target.user << " password=" << target.password
                                     << "\n[pgbouncer]\nlisten_addr =\nauth_type = any\nunix_socket_dir = "
                                     << directory_ << "\npool_mode = " << options.pool_mode
                                     << "\ndefault_pool_size = " << options.pool_size
                                     << "\nserver_round_robin = " << (options.round_robin ? 1 : 0) << "\n";
  if (const passwd* const user = ServerUser(); user != nullptr) {
    if (chown(directory_.c_str(), user->pw_uid, user->pw_gid) != 0) throw std::runtime_error("chown failed");
  }
  url_ = "postgres://" + target.user + "@/" + target.database + "?host=" + directory_ + "&port=6432";
  process_ = SpawnServer({kProgram, directory_ + "/ini"}, directory_);
  for (int i = 0; i < 3000; ++i) {
    if (PQping(url_.c_str()) == PQPING_OK) return;
    if (waitpid(process_, nullptr, WNOHANG) != 0) break;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  throw std::runtime_error("PgBouncer does not start, see " + directory_ + "/log");
}

PgBouncer::~PgBouncer() {
  kill(process_, SIGKILL);
  waitpid(process_, nullptr, 0);
  std::error_code ignored;
  std::filesystem::remove_all(directory_, ignored);
}

}  // namespace unpod::testing
