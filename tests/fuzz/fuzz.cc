#include "tests/fuzz/fuzz.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"

namespace unpod::fuzz {

void Require(bool is_kept, const char* promise) {
  if (is_kept) return;
  std::fprintf(stderr, "BROKEN PROMISE: %s\n", promise);
  std::abort();
}

std::string TextOf(const uint8_t* data, size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

HeadedInput::HeadedInput(const uint8_t* data, size_t size) {
  const std::string whole = TextOf(data, size);
  const size_t newline = whole.find('\n');
  words_ = absl::StrSplit(whole.substr(0, newline), ' ');
  if (newline != std::string::npos) text_ = whole.substr(newline + 1);
}

std::string HeadedInput::Word(size_t index) const {
  return index < words_.size() ? words_[index] : std::string();
}

int HeadedInput::Number(size_t index, int max) const {
  int number = 0;
  return absl::SimpleAtoi(Word(index), &number) && number >= 0 && number <= max ? number : 0;
}

bool IsPlain(absl::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c < '\x7f'; });
}

}  // namespace unpod::fuzz
