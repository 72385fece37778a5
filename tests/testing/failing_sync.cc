// Preloaded into a program: while the file named by UNPOD_TEST_FAIL_SYNC exists, fsync and fdatasync do their
// work and then fail with EIO, as they do once when a disk has lost pages. Nobody can tell from it what is on
// the disk.
#include <dlfcn.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>

namespace {

int Sync(const char* name, int fd) {
  using Function = int (*)(int);
  const auto real = reinterpret_cast<Function>(dlsym(RTLD_NEXT, name));
  const int result = real(fd);
  const char* const trigger = std::getenv("UNPOD_TEST_FAIL_SYNC");
  if (trigger == nullptr || access(trigger, F_OK) != 0) return result;
  errno = EIO;
  return -1;
}

}  // namespace

extern "C" int fsync(int fd) {
  return Sync("fsync", fd);
}

extern "C" int fdatasync(int fd) {
  return Sync("fdatasync", fd);
}
