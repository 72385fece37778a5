#include "client/cli/text.h"

#include <cstdint>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace unpod::cli {
namespace {

uint8_t At(absl::string_view text, size_t index) {
  return static_cast<uint8_t>(text[index]);
}

bool IsContinuation(uint8_t byte) {
  return (byte & 0xc0) == 0x80;
}

// Length of the sequence that `lead` begins, and the bounds of its second byte (Unicode 15, table 3-7).
struct Lead {
  size_t length;
  uint8_t low;
  uint8_t high;
};

Lead LeadOf(uint8_t lead) {
  if (lead < 0x80) return {1, 0, 0};
  if (lead < 0xc2) return {0, 0, 0};
  if (lead < 0xe0) return {2, 0x80, 0xbf};
  if (lead < 0xf0) {
    uint8_t low = lead == 0xe0 ? 0xa0 : 0x80;
    uint8_t high = lead == 0xed ? 0x9f : 0xbf;
    return {3, low, high};
  }
  if (lead > 0xf4) return {0, 0, 0};
  uint8_t low = lead == 0xf0 ? 0x90 : 0x80;
  uint8_t high = lead == 0xf4 ? 0x8f : 0xbf;
  return {4, low, high};
}

// Bytes of the well-formed character at the front of `text`, which is not empty; 0 when there is none.
size_t CharacterLength(absl::string_view text) {
  Lead lead = LeadOf(At(text, 0));
  if (lead.length < 2) return lead.length;
  if (lead.length > text.size() || At(text, 1) < lead.low || At(text, 1) > lead.high) return 0;
  for (size_t i = 2; i < lead.length; ++i) {
    if (!IsContinuation(At(text, i))) return 0;
  }
  return lead.length;
}

bool IsControl(absl::string_view character) {
  if (character.size() == 1) return At(character, 0) < 0x20 || At(character, 0) == 0x7f;
  return character.size() == 2 && At(character, 0) == 0xc2 && At(character, 1) < 0xa0;  // U+0080 to U+009F.
}

}  // namespace

bool IsUtf8(absl::string_view text) {
  while (!text.empty()) {
    size_t length = CharacterLength(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

std::string Printable(absl::string_view text) {
  std::string printable;
  while (!text.empty()) {
    size_t length = CharacterLength(text);
    absl::string_view character = text.substr(0, length == 0 ? 1 : length);
    if (character == "\n" || character == "\t") {
      printable += ' ';
    } else if (length == 0 || IsControl(character)) {
      printable += '?';
    } else {
      absl::StrAppend(&printable, character);
    }
    text.remove_prefix(character.size());
  }
  return printable;
}

std::string Wrap(absl::string_view text, size_t width, size_t indent) {
  std::string wrapped;
  size_t column = 0;
  for (absl::string_view word : absl::StrSplit(text, ' ')) {
    if (column > 0 && column + 1 + word.size() > width) {
      absl::StrAppend(&wrapped, "\n", std::string(indent, ' '));
      column = 0;
    } else if (column > 0) {
      wrapped += ' ';
      ++column;
    }
    absl::StrAppend(&wrapped, word);
    column += word.size();
  }
  return wrapped;
}

}  // namespace unpod::cli
