#include "server/domain/phone_check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace unpod::domain {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
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

TEST(PhoneShape, IsNeverRepeatedInAComplaint) {
  for (const char* text : {"5550123x", "55501230000000000", "+555+0123"}) {
    EXPECT_THAT(Shape(text), AllOf(Not(IsEmpty()), Not(HasSubstr("555")))) << text;
  }
}

}  // namespace
}  // namespace unpod::domain
