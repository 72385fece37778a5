// What libphonenumber knows of a telephone number: its region's lengths and ranges. Pure; safe from any
// thread.
//
// A build may leave the library out (CMake: UNPOD_PHONENUMBER). Then phone_region_absent.cc stands in for
// phone_region.cc.
#ifndef UNPOD_SERVER_DOMAIN_PHONE_REGION_H_
#define UNPOD_SERVER_DOMAIN_PHONE_REGION_H_

#include "absl/strings/string_view.h"
#include "server/domain/phone_check.h"

namespace unpod::domain {

// Whether this build has the library. Without it no number passes kPossible or kValid, and no region is
// known.
bool HasLibphonenumber();

// Empty when `text` passes, else what is wrong with it, without the number itself. `check` is kPossible or
// kValid; `default_region` is for numbers without a country code, and may be empty.
absl::string_view RegionProblem(absl::string_view text, PhoneCheck check, absl::string_view default_region);

// Whether the library knows this region ("IN", "US").
bool IsRegion(absl::string_view region);

}  // namespace unpod::domain

#endif  // UNPOD_SERVER_DOMAIN_PHONE_REGION_H_
