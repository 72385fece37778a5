#include "sandbox/request.h"

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"

namespace unpod::sandbox {
namespace {

std::string PercentDecoded(absl::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (size_t i = 0; i < text.size(); ++i) {
    const bool escape = text[i] == '%' && i + 2 < text.size() && absl::ascii_isxdigit(text[i + 1]) &&
                        absl::ascii_isxdigit(text[i + 2]);
    if (!escape) {
      out += text[i];
      continue;
    }
    out += absl::HexStringToBytes(text.substr(i + 1, 2));
    i += 2;
  }
  return out;
}

}  // namespace

void SetTarget(absl::string_view target, Request& request) {
  const size_t question = target.find('?');
  request.path = PercentDecoded(target.substr(0, question));
  request.query = question == absl::string_view::npos ? "" : std::string(target.substr(question + 1));
}

std::optional<absl::string_view> Header(const Request& request, absl::string_view name) {
  for (const auto& [key, value] : request.headers) {
    if (key == name) return value;
  }
  return std::nullopt;
}

std::optional<std::string> Parameter(const Request& request, absl::string_view name) {
  for (absl::string_view part : absl::StrSplit(request.query, '&', absl::SkipEmpty())) {
    const std::pair<absl::string_view, absl::string_view> pair =
        absl::StrSplit(part, absl::MaxSplits('=', 1));
    if (PercentDecoded(pair.first) == name) return PercentDecoded(pair.second);
  }
  return std::nullopt;
}

}  // namespace unpod::sandbox
