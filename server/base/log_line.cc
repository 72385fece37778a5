#include "server/base/log_line.h"

#include <algorithm>

namespace unpod::base {
namespace {

constexpr std::string_view kCut = "[cut]";
constexpr size_t kLongestEscape = 4;

void AppendEscaped(char c, std::string& line) {
  constexpr char kDigits[] = "0123456789abcdef";
  const auto byte = static_cast<unsigned char>(c);
  if (byte >= 0x20 && byte < 0x7f) {
    line += c;
  } else if (c == '\n') {
    line += "\\n";
  } else if (c == '\r') {
    line += "\\r";
  } else if (c == '\t') {
    line += "\\t";
  } else {
    line += "\\x";
    line += kDigits[byte >> 4];
    line += kDigits[byte & 15];
  }
}

}  // namespace

std::string OneLine(std::string_view text, size_t max_bytes) {
  std::string line;
  line.reserve(std::min(text.size(), max_bytes) + kLongestEscape);
  size_t fits = 0;  // So many bytes leave room for the mark.
  for (const char c : text) {
    AppendEscaped(c, line);
    if (line.size() + kCut.size() <= max_bytes) fits = line.size();
    if (line.size() <= max_bytes) continue;
    line.resize(fits);
    line += kCut;
    break;
  }
  return line;
}

}  // namespace unpod::base
