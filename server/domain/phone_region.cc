#include "server/domain/phone_region.h"

#include <phonenumbers/phonenumberutil.h>

#include <set>
#include <string>

namespace unpod::domain {
namespace {

using i18n::phonenumbers::PhoneNumber;
using i18n::phonenumbers::PhoneNumberUtil;

absl::string_view ParseProblem(PhoneNumberUtil::ErrorType error) {
  switch (error) {
    case PhoneNumberUtil::NO_PARSING_ERROR:
      return {};
    case PhoneNumberUtil::INVALID_COUNTRY_CODE_ERROR:
      return "has no known country code, and no default region applies";
    case PhoneNumberUtil::NOT_A_NUMBER:
      return "is not a telephone number";
    case PhoneNumberUtil::TOO_SHORT_AFTER_IDD:
    case PhoneNumberUtil::TOO_SHORT_NSN:
      return "is too short for a telephone number";
    case PhoneNumberUtil::TOO_LONG_NSN:
      return "is too long for a telephone number";
  }
  return "is not a telephone number";
}

absl::string_view LengthProblem(PhoneNumberUtil::ValidationResult result) {
  switch (result) {
    case PhoneNumberUtil::IS_POSSIBLE:
      return {};
    case PhoneNumberUtil::IS_POSSIBLE_LOCAL_ONLY:
      return "lacks its area code";
    case PhoneNumberUtil::INVALID_COUNTRY_CODE:
      return "has no known country code";
    case PhoneNumberUtil::TOO_SHORT:
      return "is too short for its region";
    case PhoneNumberUtil::INVALID_LENGTH:
      return "has a length that its region does not have";
    case PhoneNumberUtil::TOO_LONG:
      return "is too long for its region";
  }
  return "is not a possible telephone number";
}

}  // namespace

bool HasLibphonenumber() {
  return true;
}

absl::string_view RegionProblem(absl::string_view text, PhoneCheck check, absl::string_view default_region) {
  const PhoneNumberUtil& util = *PhoneNumberUtil::GetInstance();
  PhoneNumber number;
  const std::string region = default_region.empty() ? "ZZ" : std::string(default_region);  // ZZ: none.
  if (const auto problem = ParseProblem(util.Parse(std::string(text), region, &number)); !problem.empty()) {
    return problem;
  }
  if (const auto problem = LengthProblem(util.IsPossibleNumberWithReason(number)); !problem.empty()) {
    return problem;
  }
  if (check == PhoneCheck::kValid && !util.IsValidNumber(number)) return "is in no range that is in use";
  return {};
}

bool IsRegion(absl::string_view region) {
  std::set<std::string> regions;
  PhoneNumberUtil::GetInstance()->GetSupportedRegions(&regions);
  return regions.count(std::string(region)) != 0;
}

}  // namespace unpod::domain
