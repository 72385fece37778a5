// What all fuzz targets share. A target is handed any bytes, and checks what is promised about them.
#ifndef UNPOD_TESTS_FUZZ_FUZZ_H_
#define UNPOD_TESTS_FUZZ_FUZZ_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace unpod::fuzz {

// 2026-02-07T05:57:45Z: the only clock of the targets, so that an input always does the same.
inline const absl::Time kNow = absl::FromUnixSeconds(1770443865);

// Ends the process where `promise` is not kept; libFuzzer then writes the input to a file.
void Require(bool is_kept, const char* promise);

std::string TextOf(const uint8_t* data, size_t size);

// An input with parameters: words in its first line, then the text. So a seed can be read and written by
// hand.
class HeadedInput {
 public:
  HeadedInput(const uint8_t* data, size_t size);

  // Empty when there are fewer words.
  std::string Word(size_t index) const;
  // From 0 to `max`; 0 for what is no such number.
  int Number(size_t index, int max) const;
  const std::string& text() const { return text_; }

 private:
  std::vector<std::string> words_;
  std::string text_;
};

// Visible ASCII and spaces only: what an error text may consist of.
bool IsPlain(absl::string_view text);

}  // namespace unpod::fuzz

#endif  // UNPOD_TESTS_FUZZ_FUZZ_H_
