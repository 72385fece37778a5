// JSON, read more strictly than a general reader does: what would be silently changed or dropped is refused.
#ifndef UNPOD_CLIENT_CLI_STRICT_JSON_H_
#define UNPOD_CLIENT_CLI_STRICT_JSON_H_

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "client/cli/problem.h"

namespace unpod::cli {

// Deeper values are refused.
inline constexpr size_t kMaxJsonDepth = 50;

// The value of `text`, or nothing and what is wrong: not JSON (with line and column), not UTF-8, a NUL (raw
// or escaped), a key that stands twice in its object, an integer that 64 bits do not hold, or too deep
// nesting (each with its path). Stops at the first of these. Messages do not repeat values. Throws nothing.
std::optional<nlohmann::json> ParseStrict(absl::string_view text, Problems* problems);

// "a.b[3]", or "b" at the top. `parent` may be empty.
std::string JoinPath(absl::string_view parent, absl::string_view key);
std::string JoinPath(absl::string_view parent, size_t index);

}  // namespace unpod::cli

#endif  // UNPOD_CLIENT_CLI_STRICT_JSON_H_
