// What may stand in a text that goes to the upstream. Pure; safe from any thread. Each takes any bytes.
#ifndef UNPOD_SERVER_DOMAIN_TEXT_H_
#define UNPOD_SERVER_DOMAIN_TEXT_H_

#include <cstddef>

#include "absl/strings/string_view.h"

namespace unpod::domain {

// As RFC 3629 has it: no overlong form, no surrogate, nothing over U+10FFFF.
bool IsUtf8(absl::string_view text);

// Visible ASCII, 1 to `max` characters: what may stand in a header (no CR, LF, space).
bool IsVisibleAscii(absl::string_view text, size_t max);

// Null when the upstream can store `text`, else what is wrong with it. The upstream fails on such a text only
// after the run is stored.
const char* TextProblem(absl::string_view text);

// Nothing is left of `text` when it is trimmed as Python's str.strip() does, which is what the upstream does.
bool IsBlank(absl::string_view text);

}  // namespace unpod::domain

#endif  // UNPOD_SERVER_DOMAIN_TEXT_H_
