#include "tests/testing/postgres_server.h"

#include <libpq-fe.h>
#include <pwd.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
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

constexpr char kUser[] = "unpod";

std::string FindPrograms() {
  int newest = 0;
  std::error_code ignored;
  for (const auto& version : std::filesystem::directory_iterator("/usr/lib/postgresql", ignored)) {
    if (!std::filesystem::exists(version.path() / "bin/postgres")) continue;
    newest = std::max(newest, std::atoi(version.path().filename().c_str()));
  }
  if (newest == 0) {
    throw std::runtime_error("no /usr/lib/postgresql/*/bin/postgres: install the package postgresql");
  }
  return "/usr/lib/postgresql/" + std::to_string(newest) + "/bin/";
}

}  // namespace

PostgresServer& PostgresServer::Shared() {
  static PostgresServer server;
  return server;
}

PostgresServer::PostgresServer(bool fsync) : programs_(FindPrograms()) {
  char name[] = "/tmp/unpod-postgres-XXXXXX";
  if (mkdtemp(name) == nullptr) throw std::runtime_error("no temporary directory");
  directory_ = name;
  MakeCluster(fsync);
  Start();
}

PostgresServer::~PostgresServer() {
  if (postmaster_ != 0) {
    Thaw();
    kill(postmaster_, SIGQUIT);
    waitpid(postmaster_, nullptr, 0);
  }
  std::error_code ignored;
  std::filesystem::remove_all(directory_, ignored);
}

void PostgresServer::MakeCluster(bool fsync) {
  std::ofstream(directory_ + "/password") << kPassword << "\n";
  if (const passwd* const user = ServerUser(); user != nullptr) {
    if (chown(directory_.c_str(), user->pw_uid, user->pw_gid) != 0) throw std::runtime_error("chown failed");
  }
  const pid_t initdb =
      SpawnServer({programs_ + "initdb", "-D", directory_ + "/data", "-U", kUser, "-E", "UTF8", "--locale=C",
                   "-A", "scram-sha-256", "--pwfile", directory_ + "/password", "-N"},
                  directory_);
  int status = 0;
  waitpid(initdb, &status, 0);
  if (status != 0) throw std::runtime_error("initdb failed, see " + directory_ + "/log");
  std::ofstream(directory_ + "/data/postgresql.auto.conf")
      << "listen_addresses = ''\nunix_socket_directories = '" << directory_ << "'\nmax_connections = 50\n"
      << "shared_buffers = 32MB\nfsync = " << (fsync ? "on" : "off")
      << "\n"
      // Late writes, so that a test notices when it relies on one.
      << "synchronous_commit = off\nwal_writer_delay = 10s\nautovacuum_naptime = 10s\ndeadlock_timeout = "
         "20ms\n";
}

void PostgresServer::Start() {
  postmaster_ = SpawnServer({programs_ + "postgres", "-D", directory_ + "/data"}, directory_);
  for (int i = 0; i < 3000; ++i) {
    if (PQping(Url("postgres").c_str()) == PQPING_OK) return;
    if (waitpid(postmaster_, nullptr, WNOHANG) != 0) break;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  throw std::runtime_error("the PostgreSQL server does not start, see " + directory_ + "/log");
}

void PostgresServer::Stop(int signal) {
  kill(postmaster_, signal);
  waitpid(postmaster_, nullptr, 0);
  postmaster_ = 0;
}

void PostgresServer::StopFast() {
  Stop(SIGINT);
}

void PostgresServer::StopAtOnce() {
  Stop(SIGQUIT);
}

std::vector<pid_t> PostgresServer::Processes() const {
  std::vector<pid_t> processes = {postmaster_};
  const std::string id = std::to_string(postmaster_);
  std::ifstream children("/proc/" + id + "/task/" + id + "/children");
  for (pid_t child; children >> child;) processes.push_back(child);
  return processes;
}

void PostgresServer::Freeze() {
  kill(postmaster_, SIGSTOP);  // First: it makes no more children.
  frozen_ = Processes();
  for (const pid_t process : frozen_) kill(process, SIGSTOP);
}

void PostgresServer::Thaw() {
  for (const pid_t process : frozen_) kill(process, SIGCONT);
  frozen_.clear();
}

std::string PostgresServer::Url(const std::string& database, const std::string& password) const {
  std::string encoded;
  for (const char c : password) {
    constexpr char kDigits[] = "0123456789ABCDEF";
    encoded += {'%', kDigits[static_cast<unsigned char>(c) >> 4], kDigits[c & 15]};
  }
  return std::string("postgres://") + kUser + ":" + encoded + "@/" + database + "?host=" + directory_;
}

std::string PostgresServer::NewDatabase() {
  const std::string name = "test" + std::to_string(++databases_);
  Ask(Url("postgres"), "CREATE DATABASE " + name);
  return Url(name);
}

std::string PostgresServer::Ask(const std::string& url, const std::string& sql) {
  const std::unique_ptr<PGconn, decltype(&PQfinish)> connection(PQconnectdb(url.c_str()), &PQfinish);
  const std::unique_ptr<PGresult, decltype(&PQclear)> result(PQexec(connection.get(), sql.c_str()), &PQclear);
  const ExecStatusType status = PQresultStatus(result.get());
  if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
    throw std::runtime_error(PQerrorMessage(connection.get()));
  }
  return PQntuples(result.get()) > 0 ? PQgetvalue(result.get(), 0, 0) : "";
}

}  // namespace unpod::testing
