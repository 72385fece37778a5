// In place of phone_region.cc where libphonenumber is left out. The service refuses at start what would need
// it.
#include "server/domain/phone_region.h"

namespace unpod::domain {

bool HasLibphonenumber() {
  return false;
}

absl::string_view RegionProblem(absl::string_view /*text*/, PhoneCheck /*check*/,
                                absl::string_view /*default_region*/) {
  return "cannot be checked: this program was built without libphonenumber";
}

bool IsRegion(absl::string_view /*region*/) {
  return false;
}

}  // namespace unpod::domain
