#include "server/domain/request_name.h"

#include <gtest/gtest.h>

#include <string>

namespace unpod::domain {
namespace {

Fingerprint FingerprintOf(uint8_t first) {
  Fingerprint fingerprint{};
  fingerprint.fill(first);
  return fingerprint;
}

TEST(RequestName, OfAHeaderIsNeverARequestId) {
  const std::string name = MakeHeaderName("0d9aee7c-9b5a-4f0c-9d2e-2d7fd2d9a3a1", FingerprintOf(0xab));
  EXPECT_EQ(name, "0d9aee7c-9b5a-4f0c-9d2e-2d7fd2d9a3a1 abababababababab");
  EXPECT_FALSE(IsRequestId(name));
  EXPECT_TRUE(IsRequestName(name));
}

TEST(RequestName, OfOneHeaderDiffersWithTheContents) {
  EXPECT_NE(MakeHeaderName("value", FingerprintOf(1)), MakeHeaderName("value", FingerprintOf(2)));
}

TEST(RequestName, IsARequestIdOrOfAHeader) {
  for (const std::string& good :
       {std::string("a"), std::string(128, 'x'), std::string("a 0123456789abcdef")}) {
    EXPECT_TRUE(IsRequestName(good)) << good;
  }
  for (const std::string& bad :
       {std::string(), std::string(129, 'x'), std::string("a b"), std::string("a 0123456789abcdeg"),
        std::string(" 0123456789abcdef"), std::string("a  0123456789abcdef"),
        std::string("a 0123456789abcdef "), std::string("a\n0123456789abcdef")}) {
    EXPECT_FALSE(IsRequestName(bad)) << bad;
  }
}

}  // namespace
}  // namespace unpod::domain
