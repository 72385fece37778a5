#include "server/domain/text.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace unpod::domain {
namespace {

constexpr uint64_t kOnes = 0x0101010101010101;
constexpr uint64_t kHighBits = 0x8080808080808080;

// Exact for "is there such a byte": without a zero byte the subtraction borrows nothing.
bool HasNulOrHighByte(uint64_t word) {
  return (((word - kOnes) | word) & kHighBits) != 0;
}

uint64_t Load(const char* from) {
  uint64_t word;
  std::memcpy(&word, from, sizeof(word));
  return word;
}

// Neither NUL nor a byte over 0x7f: what nearly each text is.
bool IsPlainAscii(absl::string_view text) {
  constexpr size_t kWord = sizeof(uint64_t);
  if (text.size() < kWord) {
    for (const char c : text) {
      if (static_cast<signed char>(c) <= 0) return false;
    }
    return true;
  }
  const char* const last = text.data() + text.size() - kWord;
  for (const char* at = text.data(); at < last; at += kWord) {
    if (HasNulOrHighByte(Load(at))) return false;
  }
  return !HasNulOrHighByte(Load(last));
}

bool InRange(unsigned char byte, unsigned low, unsigned high) {
  return byte >= low && byte <= high;
}

// The length of the well-formed sequence at the start of `text`, which is not empty; 0 when there is none.
// This is table 3-7 of the Unicode standard: no overlong form, no surrogate, nothing over U+10FFFF.
size_t SequenceLength(absl::string_view text) {
  const auto byte = [text](size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u; };
  const auto continues = [&byte](size_t i) {
    return InRange(static_cast<unsigned char>(byte(i)), 0x80, 0xBF);
  };
  const auto first = static_cast<unsigned char>(text[0]);
  const auto second = static_cast<unsigned char>(byte(1));
  if (first <= 0x7F) return 1;
  if (InRange(first, 0xC2, 0xDF)) return continues(1) ? 2 : 0;
  if (InRange(first, 0xE0, 0xEF)) {
    const bool fits = InRange(second, first == 0xE0 ? 0xA0 : 0x80, first == 0xED ? 0x9F : 0xBF);
    return fits && continues(2) ? 3 : 0;
  }
  if (InRange(first, 0xF0, 0xF4)) {
    const bool fits = InRange(second, first == 0xF0 ? 0x90 : 0x80, first == 0xF4 ? 0x8F : 0xBF);
    return fits && continues(2) && continues(3) ? 4 : 0;
  }
  return 0;
}

// The length of the white space character at the start of `text`, which is not empty; 0 when there is none.
size_t SpaceLength(absl::string_view text) {
  const char c = text[0];
  if (c == ' ' || (c >= '\t' && c <= '\r') || (c >= '\x1c' && c <= '\x1f')) return 1;
  if (static_cast<signed char>(c) >= 0) return 0;  // The rest is not ASCII.
  for (const absl::string_view space :
       {"\u0085", "\u00a0", "\u1680", "\u2000", "\u2001", "\u2002", "\u2003", "\u2004", "\u2005", "\u2006",
        "\u2007", "\u2008", "\u2009", "\u200a", "\u2028", "\u2029", "\u202f", "\u205f", "\u3000"}) {
    if (text.substr(0, space.size()) == space) return space.size();
  }
  return 0;
}

}  // namespace

bool IsUtf8(absl::string_view text) {
  if (IsPlainAscii(text)) return true;
  while (!text.empty()) {
    const size_t length = SequenceLength(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

const char* TextProblem(absl::string_view text) {
  if (IsPlainAscii(text)) return nullptr;
  if (!IsUtf8(text)) return "is not UTF-8";
  return text.find('\0') == absl::string_view::npos ? nullptr : "contains a NUL character";
}

bool IsBlank(absl::string_view text) {
  while (!text.empty()) {
    const size_t length = SpaceLength(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

bool IsVisibleAscii(absl::string_view text, size_t max) {
  const auto is_visible = [](char c) { return c > ' ' && c < '\x7f'; };
  return !text.empty() && text.size() <= max && std::all_of(text.begin(), text.end(), is_visible);
}

}  // namespace unpod::domain
