#include "server/domain/names.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace unpod::domain {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(Names, ThatAreFineHaveNoComplaint) {
  EXPECT_FALSE(CheckId("space_token", "8KZAMRAHSXXXXXXMAYNASMJC"));
  EXPECT_FALSE(CheckId("space_token", std::string(64, '-')));
  EXPECT_FALSE(CheckHandle("org_handle", "unpod.tv"));
  EXPECT_FALSE(CheckRequestId("request_id", "campaign-7/41"));
  EXPECT_FALSE(CheckRequestName("request_id", "value 0123456789abcdef"));
  EXPECT_FALSE(CheckToken("token", "t"));
}

TEST(Names, ThatAreRequiredMustBeThere) {
  for (const auto& wrong :
       {CheckId("f", ""), CheckHandle("f", ""), CheckRequestId("f", ""), CheckRequestName("f", "")}) {
    ASSERT_TRUE(wrong.has_value());
    EXPECT_EQ(*wrong, (FieldViolation{"f", "is required", ViolationReason::kRequired}));
  }
}

TEST(Names, ThatAreOptionalMayBeLeftOutAndAreCheckedElse) {
  for (const auto check : {CheckId, CheckHandle, CheckRequestId, CheckRequestName}) {
    EXPECT_FALSE(check("f", "", Presence::kOptional));
    EXPECT_TRUE(check("f", "two words", Presence::kOptional));
  }
}

TEST(Names, AreRefusedInOneSentenceWithoutTheirValue) {
  EXPECT_EQ(CheckId("f", "a/b")->description, "must be 1 to 64 characters of [A-Za-z0-9_-]");
  EXPECT_EQ(CheckHandle("f", "a b")->description,
            "must be 1 to 255 visible ASCII characters, without spaces");
  EXPECT_EQ(CheckRequestId("f", "a b")->description,
            "must be 1 to 128 visible ASCII characters, without spaces");
  EXPECT_THAT(CheckRequestName("f", "a b")->description, HasSubstr("its whole name in the ledger"));
  EXPECT_THAT(CheckToken("f", "secret token")->description, Not(HasSubstr("secret")));
}

TEST(Names, HaveACap) {
  EXPECT_TRUE(CheckId("f", std::string(65, 'a')));
  EXPECT_TRUE(CheckHandle("f", std::string(256, 'a')));
  EXPECT_TRUE(CheckRequestId("f", std::string(129, 'a')));
  EXPECT_TRUE(CheckToken("f", std::string(513, 'a')));
  EXPECT_TRUE(CheckToken("f", ""));
}

TEST(Names, HoldNoControlCharacters) {
  for (const std::string& value :
       {std::string("a\x1f") + "0", std::string("a\n"), std::string("a\0b", 3), std::string("é")}) {
    EXPECT_TRUE(CheckId("f", value));
    EXPECT_TRUE(CheckHandle("f", value));
    EXPECT_TRUE(CheckRequestId("f", value));
    EXPECT_TRUE(CheckRequestName("f", value));
    EXPECT_TRUE(CheckToken("f", value));
  }
}

}  // namespace
}  // namespace unpod::domain
