// Is this text a telephone number? Pure; safe from any thread.
#ifndef UNPOD_SERVER_DOMAIN_PHONE_CHECK_H_
#define UNPOD_SERVER_DOMAIN_PHONE_CHECK_H_

#include <string>

#include "absl/strings/string_view.h"

namespace unpod::domain {

enum class PhoneCheck {
  kShape,     // 4 to 15 digits and the usual separators. Nanoseconds.
  kPossible,  // libphonenumber: the length fits the region. About 9 µs a number.
  kValid,     // libphonenumber: a range in use. About 16 µs a number.
};

// Empty when `text` passes, else what is wrong with it, without the number itself. kPossible and kValid need
// a build with libphonenumber (phone_region.h).
std::string CheckPhone(absl::string_view text, PhoneCheck check, absl::string_view default_region);

}  // namespace unpod::domain

#endif  // UNPOD_SERVER_DOMAIN_PHONE_CHECK_H_
