// Text of foreign origin, and text for people.
#ifndef UNPOD_CLIENT_CLI_TEXT_H_
#define UNPOD_CLIENT_CLI_TEXT_H_

#include <cstddef>
#include <string>

#include "absl/strings/string_view.h"

namespace unpod::cli {

// Strict: no overlong forms, surrogates, or code points over U+10FFFF.
bool IsUtf8(absl::string_view text);

// `text` for a terminal: control characters (they could move the cursor or change its colours) and bytes that
// are not UTF-8 become "?"; line feeds and tabs become spaces.
std::string Printable(absl::string_view text);

// Breaks `text` at spaces into lines of at most `width` bytes; each line but the first is indented by
// `indent`.
std::string Wrap(absl::string_view text, size_t width, size_t indent);

}  // namespace unpod::cli

#endif  // UNPOD_CLIENT_CLI_TEXT_H_
