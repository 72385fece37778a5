#include "tests/testing/server_process.h"

#include <fcntl.h>
#include <grp.h>
#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <stdexcept>

namespace unpod::testing {

const passwd* ServerUser() {
  if (geteuid() != 0) return nullptr;
  const passwd* const user = getpwnam("postgres");
  if (user == nullptr)
    throw std::runtime_error("PostgreSQL does not run as root, and no user postgres is here");
  return user;
}

pid_t SpawnServer(const std::vector<std::string>& command, const std::string& directory) {
  std::vector<char*> arguments;
  for (const std::string& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  const std::string log = directory + "/log";
  const passwd* const user = ServerUser();
  const pid_t parent = getpid();
  const pid_t child = fork();
  if (child != 0) return child;
  if (user != nullptr) {
    if (setgroups(0, nullptr) != 0 || setgid(user->pw_gid) != 0 || setuid(user->pw_uid) != 0) _exit(126);
  }
  prctl(PR_SET_PDEATHSIG, SIGKILL);  // Changing the user undoes it.
  if (getppid() != parent || chdir(directory.c_str()) != 0) _exit(126);
  const int output = open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
  dup2(output, STDOUT_FILENO);
  dup2(output, STDERR_FILENO);
  execv(arguments[0], arguments.data());
  _exit(127);
}

}  // namespace unpod::testing
