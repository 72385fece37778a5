// In place of phone_region_test.cc in a build without libphonenumber.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "server/domain/phone_check.h"
#include "server/domain/phone_region.h"

namespace unpod::domain {
namespace {

using ::testing::HasSubstr;

TEST(PhoneRegion, IsUnknownToThisBuild) {
  EXPECT_FALSE(HasLibphonenumber());
  EXPECT_FALSE(IsRegion("IN"));
}

TEST(PhoneRegion, PassesNoNumberThatItCannotJudge) {
  for (const auto check : {PhoneCheck::kPossible, PhoneCheck::kValid}) {
    EXPECT_THAT(CheckPhone("+1 650 253 0000", check, "US"), HasSubstr("built without libphonenumber"));
    EXPECT_EQ(CheckPhone("call me", check, "US"), CheckPhone("call me", PhoneCheck::kShape, ""));
  }
}

}  // namespace
}  // namespace unpod::domain
