#include "tests/unit/client/subprocess.h"

#include <fcntl.h>
#include <pty.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <memory>

namespace unpod::cli {
namespace {

using File = std::unique_ptr<FILE, int (*)(FILE*)>;

File TemporaryFile(const std::string& content = "") {
  File file(std::tmpfile(), std::fclose);
  std::fwrite(content.data(), 1, content.size(), file.get());
  std::fflush(file.get());
  std::rewind(file.get());
  return file;
}

// A terminal says EIO at its end.
std::string ReadAll(int descriptor) {
  std::string text;
  std::array<char, 4096> chunk;
  for (ssize_t size; (size = read(descriptor, chunk.data(), chunk.size())) > 0;) {
    text.append(chunk.data(), static_cast<size_t>(size));
  }
  return text;
}

std::vector<char*> Pointers(const std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (const std::string& text : texts) pointers.push_back(const_cast<char*>(text.c_str()));
  pointers.push_back(nullptr);
  return pointers;
}

int Spawn(const std::vector<std::string>& command, const std::vector<std::string>& variables, int in, int out,
          int err) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, in, STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, err, STDERR_FILENO);
  pid_t pid = 0;
  int error = posix_spawn(&pid, command[0].c_str(), &actions, nullptr, Pointers(command).data(),
                          Pointers(variables).data());
  posix_spawn_file_actions_destroy(&actions);
  int status = 0;
  if (error != 0 || waitpid(pid, &status, 0) != pid || !WIFEXITED(status)) return -1;
  return WEXITSTATUS(status);
}

}  // namespace

Finished RunProcess(const std::vector<std::string>& command, const std::vector<std::string>& variables,
                    const std::string& in, Output output) {
  File in_file = TemporaryFile(in);
  File err_file = TemporaryFile();
  File out_file = TemporaryFile();
  int reader = fileno(out_file.get());
  int writer = reader;
  if (output == Output::kTerminal) openpty(&reader, &writer, nullptr, nullptr, nullptr);
  Finished finished;
  finished.exit_code = Spawn(command, variables, fileno(in_file.get()), writer, fileno(err_file.get()));
  // The program's descriptors share their position with ours.
  lseek(fileno(err_file.get()), 0, SEEK_SET);
  finished.err = ReadAll(fileno(err_file.get()));
  if (output == Output::kTerminal) {
    close(writer);
  } else {
    lseek(reader, 0, SEEK_SET);
  }
  finished.out = ReadAll(reader);
  if (output == Output::kTerminal) close(reader);
  return finished;
}

}  // namespace unpod::cli
