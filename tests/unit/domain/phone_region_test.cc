#include "server/domain/phone_region.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "server/domain/validate.h"
#include "tests/unit/domain/valid_task.h"

namespace unpod::domain {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

TEST(PhoneRegion, IsKnownToThisBuild) {
  EXPECT_TRUE(HasLibphonenumber());
}

TEST(PhonePossible, GoesByTheLengthInTheRegion) {
  const auto possible = [](const char* text, const char* region) {
    return CheckPhone(text, PhoneCheck::kPossible, region);
  };
  EXPECT_EQ(possible("(650) 253-0000", "US"), "");
  EXPECT_EQ(possible("+1 650 253 0000", ""), "");
  EXPECT_EQ(possible("(650) 253-0000", ""), "has no known country code, and no default region applies");
  EXPECT_EQ(possible("253-0000", "US"), "lacks its area code");
  EXPECT_EQ(possible("0100", "US"), "is too short for its region");
  EXPECT_EQ(possible("+1 650 253 0000 123", ""), "is too long for its region");
  EXPECT_EQ(possible("+999 1234567", ""), "has no known country code, and no default region applies");
  EXPECT_EQ(possible("+1 555 555 0100", ""), "") << "the length fits; nobody has it";
}

TEST(PhoneValid, GoesByTheRangesInUse) {
  const auto valid = [](const char* text, const char* region) {
    return CheckPhone(text, PhoneCheck::kValid, region);
  };
  EXPECT_EQ(valid("(650) 253-0000", "US"), "");
  EXPECT_EQ(valid("+1 123 456 7890", ""), "is in no range that is in use");
  EXPECT_EQ(valid("not a number", "US"), CheckPhone("not a number", PhoneCheck::kShape, ""));
}

TEST(PhoneRegion, IsNeverRepeatedInAComplaint) {
  for (const auto check : {PhoneCheck::kPossible, PhoneCheck::kValid}) {
    for (const char* text : {"5550123x", "55501230000000000", "5550123", "+5550123"}) {
      EXPECT_THAT(CheckPhone(text, check, ""), Not(HasSubstr("555"))) << text;
    }
  }
}

TEST(PhoneRegion, DecidesWhereTheRulesSaySo) {
  ValidationRules rules;
  rules.phone_check = PhoneCheck::kPossible;
  rules.default_region = "US";
  Task task = ValidTask();
  task.documents[0].contact_number = "(650) 253-0000";
  EXPECT_THAT(WrongFields(task, rules), IsEmpty());
  task.documents[0].contact_number = "0100";
  EXPECT_THAT(WrongFields(task, rules), ElementsAre("documents[0].contact_number"));
}

TEST(Region, IsATwoLetterCodeThatTheLibraryKnows) {
  EXPECT_TRUE(IsRegion("IN"));
  EXPECT_TRUE(IsRegion("US"));
  for (const char* region : {"", "us", "XX", "ZZ", "USA", "001"}) EXPECT_FALSE(IsRegion(region)) << region;
}

}  // namespace
}  // namespace unpod::domain
