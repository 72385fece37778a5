// The form of a line of the log, whatever its words came from. Pure.
#ifndef UNPOD_SERVER_BASE_LOG_LINE_H_
#define UNPOD_SERVER_BASE_LOG_LINE_H_

#include <cstddef>
#include <string>
#include <string_view>

namespace unpod::base {

// `text` in printable ASCII: what is not becomes an escape such as \n or \x1b, so that one event stays one
// line and no text can forge another. What would be longer than `max_bytes` (at least 16) is cut and ends in
// "[cut]".
std::string OneLine(std::string_view text, size_t max_bytes);

}  // namespace unpod::base

#endif  // UNPOD_SERVER_BASE_LOG_LINE_H_
