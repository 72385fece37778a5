#include "server/ledger/string_list.h"

#include <cstdint>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

namespace unpod::ledger {

std::string EncodeStrings(const std::vector<std::string>& strings) {
  std::string text;
  for (const std::string& string : strings) absl::StrAppend(&text, string.size(), ":", string);
  return text;
}

std::optional<std::vector<std::string>> DecodeStrings(absl::string_view text) {
  std::vector<std::string> strings;
  while (!text.empty()) {
    const size_t colon = text.find(':');
    const absl::string_view digits = text.substr(0, colon);
    uint64_t size = 0;
    // The number is written in one way only: without a sign, a space or zeros before it.
    if (colon == absl::string_view::npos || !absl::SimpleAtoi(digits, &size) || absl::StrCat(size) != digits)
      return std::nullopt;
    text.remove_prefix(colon + 1);
    if (size > text.size()) return std::nullopt;
    strings.emplace_back(text.substr(0, size));
    text.remove_prefix(size);
  }
  return strings;
}

}  // namespace unpod::ledger
