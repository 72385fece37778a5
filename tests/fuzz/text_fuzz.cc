// Texts and telephone numbers of any bytes.
#include "server/domain/text.h"

#include <algorithm>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/str_replace.h"
#include "client/cli/text.h"
#include "server/domain/phone_check.h"
#include "server/unpod/encode.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/second_opinion.h"

namespace unpod::fuzz {
namespace {

void CheckUtf8(const std::string& text) {
  const bool is_utf8 = IsUtf8BySecondOpinion(text);
  Require(domain::IsUtf8(text) == is_utf8, "the service knows UTF-8");
  Require(cli::IsUtf8(text) == is_utf8, "the command knows UTF-8");
  const bool has_nul = text.find('\0') != std::string::npos;
  Require((domain::TextProblem(text) == nullptr) == (is_utf8 && !has_nul),
          "what can be stored has no problem");
  Require(!domain::IsBlank(text) || is_utf8, "white space is UTF-8");
  Require(!domain::IsVisibleAscii(text, text.size()) || !domain::IsBlank(text), "visible is not blank");
}

void CheckPrintable(const std::string& text) {
  const std::string shown = cli::Printable(text);
  Require(IsUtf8BySecondOpinion(shown), "a terminal gets UTF-8");
  Require(std::none_of(shown.begin(), shown.end(), [](unsigned char c) { return absl::ascii_iscntrl(c); }),
          "a terminal gets no control characters");
  Require(cli::Printable(shown) == shown, "what can be shown is shown as it is");
  const auto bare = [](const std::string& some) {
    return absl::StrReplaceAll(some, {{"\n", ""}, {" ", ""}});
  };
  Require(bare(cli::Wrap(shown, 20, 2)) == bare(shown), "wrapping changes spaces only");
}

void CheckPath(const std::string& text) {
  const std::string path = unpod::PercentEncode(text);
  const auto may_stand = [](unsigned char c) {
    return absl::ascii_isalnum(c) || c == '-' || c == '_' || c == '%';
  };
  Require(std::all_of(path.begin(), path.end(), may_stand), "a text stays within its part of a path");
}

// Each check is stricter than the one before.
void CheckNumber(const std::string& text) {
  const std::string shape = domain::CheckPhone(text, domain::PhoneCheck::kShape, "");
  Require(IsPlain(shape), "an error text is plain ASCII");
  const auto digits =
      std::count_if(text.begin(), text.end(), [](unsigned char c) { return absl::ascii_isdigit(c); });
  Require(!shape.empty() || (digits >= 4 && digits <= 15), "a number has 4 to 15 digits");
  for (const char* region : {"", "IN", "US"}) {
    const std::string possible = domain::CheckPhone(text, domain::PhoneCheck::kPossible, region);
    const std::string valid = domain::CheckPhone(text, domain::PhoneCheck::kValid, region);
    Require(IsPlain(possible) && IsPlain(valid), "an error text is plain ASCII");
    Require(!possible.empty() || shape.empty(), "what is possible has the shape");
    Require(!valid.empty() || possible.empty(), "what is valid is possible");
  }
}

}  // namespace
}  // namespace unpod::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string text = unpod::fuzz::TextOf(data, size);
  unpod::fuzz::CheckUtf8(text);
  unpod::fuzz::CheckPrintable(text);
  unpod::fuzz::CheckPath(text);
  unpod::fuzz::CheckNumber(text);
  return 0;
}
