#include "server/unpod/lenient_json.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "server/unpod/answer.h"

namespace unpod::unpod {
namespace {

using nlohmann::json;

constexpr absl::string_view kReplacement = "\\ufffd";
constexpr size_t kEscapeBytes = 6;  // Of "\ud800".

bool IsHighSurrogate(uint32_t unit) {
  return unit >= 0xd800 && unit < 0xdc00;
}
bool IsLowSurrogate(uint32_t unit) {
  return unit >= 0xdc00 && unit < 0xe000;
}

// The code unit of an escape such as "\u0041" at the beginning of `text`.
std::optional<uint32_t> UnitAt(absl::string_view text) {
  uint32_t unit = 0;
  if (text.size() < kEscapeBytes || text[0] != '\\' || text[1] != 'u') return std::nullopt;
  const absl::string_view digits = text.substr(2, 4);
  const bool is_hex = std::all_of(digits.begin(), digits.end(),
                                  [](char c) { return absl::ascii_isxdigit(static_cast<unsigned char>(c)); });
  if (!is_hex || !absl::SimpleHexAtoi(digits, &unit)) return std::nullopt;
  return unit;
}

// How many bytes the character at the beginning of `text` has; 0 for what is no UTF-8 (RFC 3629, 4).
size_t CharacterBytes(absl::string_view text) {
  const auto byte = [text](size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
  const unsigned first = byte(0);
  if (first < 0x80) return 1;
  const size_t bytes = first >= 0xc2 && first < 0xe0   ? 2
                       : (first & 0xf0) == 0xe0        ? 3
                       : first >= 0xf0 && first < 0xf5 ? 4
                                                       : 0;
  for (size_t i = 1; i < bytes; ++i) {
    if ((byte(i) & 0xc0) != 0x80) return 0;
  }
  const unsigned second = byte(1);
  const bool is_bad = (first == 0xe0 && second < 0xa0) || (first == 0xed && second >= 0xa0) ||
                      (first == 0xf0 && second < 0x90) || (first == 0xf4 && second >= 0x90);
  return is_bad ? 0 : bytes;
}

class Repairer {
 public:
  explicit Repairer(absl::string_view text) : rest_(text) { out_.reserve(text.size()); }

  std::optional<std::string> Run() {
    while (!rest_.empty()) {
      if (rest_[0] == '"') {
        CopyString();
      } else if (!ReplaceWord() && !CopyNumber()) {
        Copy(1);
      }
    }
    if (!is_changed_) return std::nullopt;
    return std::move(out_);
  }

 private:
  void Copy(size_t bytes) {
    out_.append(rest_.data(), bytes);
    rest_.remove_prefix(bytes);
  }
  void Replace(size_t bytes, absl::string_view with) {
    out_.append(with.data(), with.size());
    rest_.remove_prefix(bytes);
    is_changed_ = true;
  }

  // Up to and with the closing quote.
  void CopyString() {
    Copy(1);
    while (!rest_.empty() && rest_[0] != '"') {
      if (rest_[0] == '\\') {
        CopyEscape();
      } else if (const size_t bytes = CharacterBytes(rest_); bytes > 0) {
        Copy(bytes);
      } else {
        Replace(1, "?");
      }
    }
    if (!rest_.empty()) Copy(1);
  }

  void CopyEscape() {
    const auto unit = UnitAt(rest_);
    if (!unit.has_value()) return Copy(std::min<size_t>(2, rest_.size()));
    const auto next = UnitAt(rest_.substr(kEscapeBytes));
    if (IsHighSurrogate(*unit) && next.has_value() && IsLowSurrogate(*next)) return Copy(2 * kEscapeBytes);
    if (IsHighSurrogate(*unit) || IsLowSurrogate(*unit)) return Replace(kEscapeBytes, kReplacement);
    Copy(kEscapeBytes);
  }

  bool ReplaceWord() {
    for (const absl::string_view word : {"NaN", "-NaN", "Infinity", "-Infinity"}) {
      if (!absl::StartsWith(rest_, word)) continue;
      Replace(word.size(), "null");
      return true;
    }
    return false;
  }

  // A number is read as a double; one that is none is out of its range.
  bool CopyNumber() {
    if (rest_[0] != '-' && !absl::ascii_isdigit(static_cast<unsigned char>(rest_[0]))) return false;
    const size_t end = std::min(rest_.find_first_not_of("0123456789+-.eE"), rest_.size());
    double number = 0;
    const bool is_number = absl::SimpleAtod(rest_.substr(0, end), &number);
    if (is_number && std::isinf(number)) {
      Replace(end, "null");
    } else {
      Copy(end);
    }
    return true;
  }

  absl::string_view rest_;
  std::string out_;
  bool is_changed_ = false;
};

}  // namespace

std::optional<std::string> Repaired(absl::string_view text) {
  return Repairer(text).Run();
}

bool IsNestedTooDeep(absl::string_view text) {
  size_t level = 0;
  bool in_string = false;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '"') in_string = !in_string;
    if (in_string && c == '\\') ++i;
    if (in_string) continue;
    if ((c == '{' || c == '[') && ++level > kMaxAnswerLevels) return true;
    if ((c == '}' || c == ']') && level > 0) --level;
  }
  return false;
}

bool HasNul(absl::string_view text) {
  return text.find('\0') != absl::string_view::npos;
}

json ParseLeniently(absl::string_view text) {
  if (IsNestedTooDeep(text)) return json(json::value_t::discarded);
  return ParseWanted(text, nullptr);
}

json ParseWanted(absl::string_view text, const json::parser_callback_t& is_wanted) {
  if (HasNul(text)) return json(json::value_t::discarded);
  json tree = json::parse(text.begin(), text.end(), is_wanted, /*allow_exceptions=*/false);
  if (!tree.is_discarded()) return tree;
  const std::optional<std::string> repaired = Repaired(text);
  if (!repaired.has_value()) return tree;
  return json::parse(*repaired, is_wanted, /*allow_exceptions=*/false);
}

}  // namespace unpod::unpod
