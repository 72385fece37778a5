#include "server/domain/phone_check.h"

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "server/domain/phone_region.h"

namespace unpod::domain {
namespace {

constexpr int kMinDigits = 4;
constexpr int kMaxDigits = 15;  // E.164

absl::string_view ShapeProblem(absl::string_view text) {
  int digits = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (absl::ascii_isdigit(static_cast<unsigned char>(c))) {
      ++digits;
    } else if (c == '+') {
      if (i != 0) return "has a \"+\" that is not its first character";
    } else if (!absl::StrContains(" -.()/", c)) {
      return "is not a telephone number: only digits, a leading \"+\", spaces and - . ( ) / may stand in it";
    }
  }
  if (digits < kMinDigits) return "has fewer than 4 digits";
  if (digits > kMaxDigits) return "has more than 15 digits";
  return {};
}

}  // namespace

std::string CheckPhone(absl::string_view text, PhoneCheck check, absl::string_view default_region) {
  absl::string_view problem = ShapeProblem(text);
  if (problem.empty() && check != PhoneCheck::kShape) problem = RegionProblem(text, check, default_region);
  return std::string(problem);
}

}  // namespace unpod::domain
