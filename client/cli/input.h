// Files and standard input, with a cap.
#ifndef UNPOD_CLIENT_CLI_INPUT_H_
#define UNPOD_CLIENT_CLI_INPUT_H_

#include <cstddef>
#include <istream>
#include <optional>
#include <string>

#include "client/cli/problem.h"

namespace unpod::cli {

inline constexpr size_t kMaxBodyBytes = size_t{16} << 20;

// The whole content of the file at `path`, or of `in` when `path` is "-". Nothing, and a problem of `where`,
// when it cannot be read or is larger than `max_bytes`.
std::optional<std::string> ReadInput(const std::string& path, std::istream& in, size_t max_bytes,
                                     const std::string& where, Problems* problems);

}  // namespace unpod::cli

#endif  // UNPOD_CLIENT_CLI_INPUT_H_
