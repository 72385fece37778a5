// The parts of what a person reads: a coloured headline, and rows of a label and a value.
#ifndef UNPOD_CLIENT_CLI_PAINT_H_
#define UNPOD_CLIENT_CLI_PAINT_H_

#include <string>

#include "absl/strings/string_view.h"

namespace unpod::cli {

enum class Colour { kOff, kOn };
enum class Ink { kGood, kBad, kCareful };

std::string Paint(absl::string_view text, Ink ink, Colour colour);

// "  label       value\n", or nothing without a value. The value may be foreign text.
std::string Row(absl::string_view label, absl::string_view value);

// `text` as one word of a shell's command line.
std::string ShellWord(absl::string_view text);

}  // namespace unpod::cli

#endif  // UNPOD_CLIENT_CLI_PAINT_H_
