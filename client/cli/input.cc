#include "client/cli/input.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>

#include "absl/strings/str_cat.h"
#include "client/cli/text.h"

namespace unpod::cli {
namespace {

// Nothing when there is more than `max_bytes`.
std::optional<std::string> ReadAll(std::istream& in, size_t max_bytes) {
  std::string content;
  std::array<char, 65536> chunk;
  while (in.read(chunk.data(), chunk.size()) || in.gcount() > 0) {
    content.append(chunk.data(), static_cast<size_t>(in.gcount()));
    if (content.size() > max_bytes) return std::nullopt;
  }
  return content;
}

}  // namespace

std::optional<std::string> ReadInput(const std::string& path, std::istream& in, size_t max_bytes,
                                     const std::string& where, Problems* problems) {
  std::ifstream file;
  std::string name = path == "-" ? "standard input" : Printable(path);
  if (path != "-") {
    errno = 0;
    file.open(path, std::ios::binary);
    // A folder opens, and fails at the first read.
    if (!file.is_open() || (file.peek(), file.bad())) {
      problems->push_back({where, absl::StrCat("cannot read ", name, errno == 0 ? "" : ": ",
                                               errno == 0 ? "" : std::strerror(errno))});
      return std::nullopt;
    }
    file.clear();
  }
  std::istream& source = path == "-" ? in : file;
  std::optional<std::string> content = ReadAll(source, max_bytes);
  if (!content.has_value()) {
    problems->push_back({where, absl::StrCat(name, " is larger than ", max_bytes, " bytes")});
  } else if (source.bad()) {
    problems->push_back({where, absl::StrCat("cannot read ", name, " to its end")});
    return std::nullopt;
  }
  return content;
}

}  // namespace unpod::cli
