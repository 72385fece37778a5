// Programs that serve and do not run as root, as child processes of a test. For root, they run as the user
// postgres.
#ifndef UNPOD_TESTS_TESTING_SERVER_PROCESS_H_
#define UNPOD_TESTS_TESTING_SERVER_PROCESS_H_

#include <pwd.h>
#include <sys/types.h>

#include <string>
#include <vector>

namespace unpod::testing {

// Null: as who runs the tests. Throws std::runtime_error where there is no such user.
const passwd* ServerUser();

// Starts `command` in `directory`, quiet but for the file `log` there. Ends with this process, however that
// ends.
pid_t SpawnServer(const std::vector<std::string>& command, const std::string& directory);

}  // namespace unpod::testing

#endif  // UNPOD_TESTS_TESTING_SERVER_PROCESS_H_
