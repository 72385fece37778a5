#include "server/domain/phone_check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace unpod::domain {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string Shape(absl::string_view text) {
  return CheckPhone(text, PhoneCheck::kShape, "");
}

TEST(PhoneShape, IsDigitsAndTheUsualSeparators) {
  for (const char* text : {"1234567890", "+919876543210", "0100", "(555) 010-0123", "+1 (555) 010.0123",
                           "030/1234567", "+123456789012345", " 5550100 "}) {
    EXPECT_EQ(Shape(text), "") << text;
  }
}

TEST(PhoneShape, IsNothingElse) {
  for (const char* text :
       {"call me", "555-CALL", "5550100x12", "5550100#1", "5550100,1", "5550100;ext=1", "tel:5550100",
        "5550100\n", "5550100\t", "٥٥٥٠١٠٠", "555\u00a00100", "5550100\u2013", "'; DROP"}) {
    EXPECT_THAT(Shape(text), HasSubstr("is not a telephone number")) << text;
  }
  for (const char* text : {"1+5550100", "++15550100", "(+1) 5550100", " +15550100", "5550100+"}) {
    EXPECT_EQ(Shape(text), "has a \"+\" that is not its first character") << text;
  }
}

TEST(PhoneShape, HasFourToFifteenDigits) {
  for (const char* text : {"", "+", "()", "123", "1-2-3"})
    EXPECT_EQ(Shape(text), "has fewer than 4 digits") << text;
  EXPECT_EQ(Shape("1234567890123456"), "has more than 15 digits");
  EXPECT_EQ(Shape("1 2 3 4"), "");
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
  EXPECT_EQ(valid("not a number", "US"), Shape("not a number"));
}

TEST(Phone, IsNeverRepeatedInAComplaint) {
  for (const auto check : {PhoneCheck::kShape, PhoneCheck::kPossible, PhoneCheck::kValid}) {
    for (const char* text : {"5550123x", "55501230000000000", "5550123", "+5550123"}) {
      EXPECT_THAT(CheckPhone(text, check, ""), Not(HasSubstr("555"))) << text;
    }
  }
}

TEST(Region, IsATwoLetterCodeThatTheLibraryKnows) {
  EXPECT_TRUE(IsRegion("IN"));
  EXPECT_TRUE(IsRegion("US"));
  for (const char* region : {"", "us", "XX", "ZZ", "USA", "001"}) EXPECT_FALSE(IsRegion(region)) << region;
}

}  // namespace
}  // namespace unpod::domain
