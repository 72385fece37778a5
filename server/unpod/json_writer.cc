#include "server/unpod/json_writer.h"

#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <variant>

namespace unpod::unpod {
namespace {

bool NeedsEscape(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\';
}

// Most texts need none. Eight bytes at a time: whether any is below n, or equals c, as in Bit Twiddling Hacks
// (https://graphics.stanford.edu/~seander/bithacks.html#HasLessInWord).
bool NeedsEscapes(absl::string_view text) {
  constexpr uint64_t kOnes = 0x0101010101010101;
  constexpr uint64_t kTops = kOnes << 7;
  const auto has_less = [](uint64_t bytes, uint64_t n) { return (bytes - kOnes * n) & ~bytes & kTops; };
  size_t i = 0;
  for (; i + 8 <= text.size(); i += 8) {
    uint64_t bytes = 0;
    std::memcpy(&bytes, text.data() + i, 8);
    const uint64_t quotes = bytes ^ kOnes * '"';
    const uint64_t backslashes = bytes ^ kOnes * '\\';
    if ((has_less(bytes, 0x20) | has_less(quotes, 1) | has_less(backslashes, 1)) != 0) return true;
  }
  for (; i < text.size(); ++i) {
    if (NeedsEscape(text[i])) return true;
  }
  return false;
}

void AppendEscaped(char c, std::string& out) {
  switch (c) {
    case '"':
      out += "\\\"";
      return;
    case '\\':
      out += "\\\\";
      return;
    case '\n':
      out += "\\n";
      return;
    case '\r':
      out += "\\r";
      return;
    case '\t':
      out += "\\t";
      return;
    default: {
      constexpr char kHex[] = "0123456789abcdef";
      out += "\\u00";
      out += kHex[(c >> 4) & 0xF];
      out += kHex[c & 0xF];
    }
  }
}

size_t EscapeBytes(char c) {
  std::string escape;
  AppendEscaped(c, escape);
  return escape.size();
}

// Of one that is longer the bytes are counted first, and room is made for as much more behind it: a string
// that grows by itself takes twice what it holds.
constexpr size_t kLongText = 64 * 1024;

}  // namespace

void AppendString(absl::string_view text, std::string& out) {
  out += '"';
  if (!NeedsEscapes(text)) {
    out.append(text.data(), text.size());
    out += '"';
    return;
  }
  if (text.size() > kLongText) out.reserve(out.size() + StringBytes(text) + kLongText);
  size_t clean = 0;  // Where the run of bytes that need no escape began.
  for (size_t i = 0; i < text.size(); ++i) {
    if (!NeedsEscape(text[i])) continue;
    out.append(text.data() + clean, i - clean);
    AppendEscaped(text[i], out);
    clean = i + 1;
  }
  out.append(text.data() + clean, text.size() - clean);
  out += '"';
}

size_t StringBytes(absl::string_view text) {
  size_t bytes = text.size() + 2;
  if (!NeedsEscapes(text)) return bytes;
  for (const char c : text) {
    if (NeedsEscape(c)) bytes += EscapeBytes(c) - 1;
  }
  return bytes;
}

void AppendNumber(double number, std::string& out) {
  char buffer[32];
  constexpr double kTwoTo63 = 9223372036854775808.0;
  const bool whole = std::trunc(number) == number && std::fabs(number) < kTwoTo63;
  const auto end = whole ? std::to_chars(buffer, buffer + sizeof buffer, static_cast<int64_t>(number))
                         : std::to_chars(buffer, buffer + sizeof buffer, number);
  out.append(buffer, end.ptr);
}

void AppendValue(const domain::Value& value, std::string& out) {
  if (const auto* text = std::get_if<std::string>(&value.data)) {
    AppendString(*text, out);
  } else if (const auto* number = std::get_if<double>(&value.data)) {
    AppendNumber(*number, out);
  } else if (const auto* flag = std::get_if<bool>(&value.data)) {
    out += *flag ? "true" : "false";
  } else if (const auto* list = std::get_if<domain::List>(&value.data)) {
    out += '[';
    for (const domain::Value& element : *list) {
      if (out.back() != '[') out += ',';
      AppendValue(element, out);
    }
    out += ']';
  } else if (const auto* object = std::get_if<domain::Object>(&value.data)) {
    out += '{';
    for (const auto& [key, member] : *object) {
      if (out.back() != '{') out += ',';
      AppendString(key, out);
      out += ':';
      AppendValue(member, out);
    }
    out += '}';
  } else {
    out += "null";
  }
}

}  // namespace unpod::unpod
