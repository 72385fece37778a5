#include "sandbox/json_error.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/string_view.h"

namespace unpod::sandbox {
namespace {

// Walks a text as Python's json module does and stops at the first mistake. Each method leaves `at_` behind
// what it took, or sets `error_` and returns false. Recursion is bounded by the caller (kMaxJsonDepth).
class Scanner {
 public:
  explicit Scanner(absl::string_view text) : text_(text) {}

  std::string Error() {
    SkipSpace();
    if (!Value()) return error_;
    SkipSpace();
    if (at_ < text_.size()) Fail("Extra data", at_);
    return error_;
  }

 private:
  bool Fail(absl::string_view what, size_t at) {
    const absl::string_view before = text_.substr(0, at);
    const auto line = std::count(before.begin(), before.end(), '\n') + 1;
    const size_t newline = before.rfind('\n');
    const absl::string_view in_line =
        newline == absl::string_view::npos ? before : before.substr(newline + 1);
    error_ = absl::StrFormat("%s: line %d column %d (char %d)", what, line, Characters(in_line) + 1,
                             Characters(before));
    return false;
  }

  // Python counts code points.
  static int64_t Characters(absl::string_view text) {
    return std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; });
  }

  char Peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }

  void SkipSpace() {
    while (at_ < text_.size() && absl::string_view(" \t\n\r").find(text_[at_]) != absl::string_view::npos)
      ++at_;
  }

  bool Take(absl::string_view word) {
    if (!absl::StartsWith(text_.substr(at_), word)) return false;
    at_ += word.size();
    return true;
  }

  bool Value() {
    if (Take("\"")) return String();
    if (Take("{")) return Object();
    if (Take("[")) return Array();
    if (Take("null") || Take("true") || Take("false")) return true;
    for (absl::string_view constant : {"NaN", "Infinity", "-Infinity"}) {
      if (!absl::StartsWith(text_.substr(at_), constant)) continue;
      error_ = absl::StrCat("Out of range float values are not JSON compliant: '", constant, "'");
      return false;
    }
    return Number();
  }

  bool Number() {
    const size_t start = at_;
    Take("-");
    if (!Take("0") && !Digits()) {  // A leading zero stands alone.
      at_ = start;
      return Fail("Expecting value", start);
    }
    // A fraction or exponent without digits is not taken; it is then extra data.
    const size_t integer = at_;
    if (Take(".") && !Digits()) at_ = integer;
    const size_t fraction = at_;
    if (Take("e") || Take("E")) {
      if (!Take("+")) Take("-");
      if (!Digits()) at_ = fraction;
    }
    return true;
  }

  bool Digits() {
    const size_t start = at_;
    while (absl::ascii_isdigit(Peek())) ++at_;
    return at_ > start;
  }

  bool String() {
    const size_t start = at_ - 1;
    while (at_ < text_.size() && text_[at_] != '"') {
      if (absl::ascii_iscntrl(text_[at_]) && text_[at_] != 0x7f)
        return Fail("Invalid control character at", at_);
      if (text_[at_] != '\\') {
        ++at_;
      } else if (!Escape(start)) {
        return false;
      }
    }
    return Take("\"") || Fail("Unterminated string starting at", start);
  }

  bool Escape(size_t string_start) {
    const size_t start = at_++;
    if (at_ >= text_.size()) return Fail("Unterminated string starting at", string_start);
    const char kind = text_[at_++];
    if (absl::string_view("\"\\/bfnrt").find(kind) != absl::string_view::npos) return true;
    if (kind != 'u') return Fail("Invalid \\escape", start);
    const absl::string_view digits = text_.substr(at_, 4);
    if (digits.size() < 4 || !std::all_of(digits.begin(), digits.end(), absl::ascii_isxdigit)) {
      return Fail("Invalid \\uXXXX escape", start + 1);
    }
    at_ += 4;
    return true;
  }

  bool Array() {
    SkipSpace();
    if (Take("]")) return true;
    for (;;) {
      if (!Value()) return false;
      SkipSpace();
      if (Take("]")) return true;
      if (!Take(",")) return Fail("Expecting ',' delimiter", at_);
      SkipSpace();
    }
  }

  bool Object() {
    SkipSpace();
    if (Take("}")) return true;
    for (;;) {
      if (!Take("\"")) return Fail("Expecting property name enclosed in double quotes", at_);
      if (!String()) return false;
      SkipSpace();
      if (!Take(":")) return Fail("Expecting ':' delimiter", at_);
      SkipSpace();
      if (!Value()) return false;
      SkipSpace();
      if (Take("}")) return true;
      if (!Take(",")) return Fail("Expecting ',' delimiter", at_);
      SkipSpace();
    }
  }

  const absl::string_view text_;
  size_t at_ = 0;
  std::string error_;
};

size_t Utf8Length(unsigned char lead) {
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead < 0xE0) return 2;
  if (lead >= 0xE0 && lead < 0xF0) return 3;
  if (lead >= 0xF0 && lead < 0xF5) return 4;
  return 0;
}

// After some first bytes the second one is bounded further: no overlong form, no surrogate, nothing over
// U+10FFFF.
bool MayFollow(char first, char second) {
  const auto lead = static_cast<unsigned char>(first);
  const auto next = static_cast<unsigned char>(second);
  if (lead == 0xE0) return next >= 0xA0;
  if (lead == 0xED) return next < 0xA0;
  if (lead == 0xF0) return next >= 0x90;
  return lead != 0xF4 || next < 0x90;
}

std::string Utf8Error(absl::string_view text) {
  const auto error = [&](size_t at, absl::string_view why) {
    return absl::StrFormat("'utf-8' codec can't decode byte 0x%02x in position %d: %s",
                           static_cast<unsigned char>(text[at]), at, why);
  };
  for (size_t at = 0; at < text.size();) {
    const size_t length = Utf8Length(static_cast<unsigned char>(text[at]));
    if (length == 0) return error(at, "invalid start byte");
    for (size_t i = 1; i < length; ++i) {
      if (at + i >= text.size()) return error(at, "unexpected end of data");
      const bool continues = (text[at + i] & 0xC0) == 0x80 && (i > 1 || MayFollow(text[at], text[at + 1]));
      if (!continues) return error(at, "invalid continuation byte");
    }
    at += length;
  }
  return "";
}

}  // namespace

std::string JsonError(absl::string_view text) {
  std::string error = Utf8Error(text);
  if (!error.empty()) return error;
  if (absl::StartsWith(text, kByteOrderMark)) {
    return "Unexpected UTF-8 BOM (decode using utf-8-sig): line 1 column 1 (char 0)";
  }
  return Scanner(text).Error();
}

int JsonDepth(absl::string_view text) {
  int depth = 0;
  int deepest = 0;
  bool in_string = false;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string) {
      if (c == '\\') ++i;
      in_string = c != '"';
    } else if (c == '"') {
      in_string = true;
    } else if (c == '{' || c == '[') {
      deepest = std::max(deepest, ++depth);
    } else if (c == '}' || c == ']') {
      --depth;
    }
  }
  return deepest;
}

}  // namespace unpod::sandbox
