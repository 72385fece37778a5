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

TEST(RequestName, OfABatchIsNoOrdinaryId) {
  EXPECT_FALSE(IsRequestName(MakeBatchName("campaign-7", 41)));
  EXPECT_NE(MakeBatchName("campaign-7", 41), "campaign-7/41");
  EXPECT_NE(MakeBatchName("campaign-7", 1), MakeBatchName("campaign-71", 1));
}

TEST(RequestName, TellsTheListAndTheBatch) {
  for (const std::string& list :
       {std::string("campaign-7"), std::string("campaign-7/41"), std::string(128, 'x')}) {
    for (const int32_t batch : {0, 41, 2147483647}) {
      const RequestName name = ParseRequestName(MakeBatchName(list, batch));
      EXPECT_EQ(name.request_id, list);
      EXPECT_EQ(name.batch, batch);
    }
  }
}

TEST(RequestName, OfNoBatchIsTheIdAlone) {
  for (const std::string& plain :
       {std::string("campaign-7/41"), std::string("a 0123456789abcdef"), std::string("a\x1f"),
        std::string("a\x1f"
                    "b"),
        std::string()}) {
    EXPECT_EQ(ParseRequestName(plain).request_id, plain);
    EXPECT_FALSE(ParseRequestName(plain).batch.has_value()) << plain;
  }
}

}  // namespace
}  // namespace unpod::domain
