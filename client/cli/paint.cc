#include "client/cli/paint.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "client/cli/text.h"

namespace unpod::cli {
namespace {

constexpr size_t kLabelWidth = 12;

bool IsPlain(char c) {
  return absl::ascii_isalnum(static_cast<unsigned char>(c)) ||
         absl::string_view("-_./:@%+,").find(c) != absl::string_view::npos;
}

}  // namespace

std::string Paint(absl::string_view text, Ink ink, Colour colour) {
  if (colour == Colour::kOff) return std::string(text);
  absl::string_view code = ink == Ink::kGood ? "32" : ink == Ink::kBad ? "31" : "33";
  return absl::StrCat("\x1b[1;", code, "m", text, "\x1b[0m");
}

std::string Row(absl::string_view label, absl::string_view value) {
  if (value.empty()) return "";
  std::string padding(kLabelWidth - std::min(kLabelWidth - 1, label.size()), ' ');
  return absl::StrCat("  ", label, padding, Printable(value), "\n");
}

std::string ShellWord(absl::string_view text) {
  if (!text.empty() && std::all_of(text.begin(), text.end(), IsPlain)) return std::string(text);
  return absl::StrCat("'", absl::StrReplaceAll(text, {{"'", "'\\''"}}), "'");
}

}  // namespace unpod::cli
