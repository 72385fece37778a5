#include "server/rpc/page_token.h"

#include <gtest/gtest.h>

namespace unpod::rpc {
namespace {

TEST(PageToken, IsReadByTheListThatMadeIt) {
  const std::string token = MakePageToken(4711, "4");
  EXPECT_EQ(ReadPageToken(token, "4"), 4711);
  EXPECT_EQ(ReadPageToken(token, "2"), std::nullopt);
  EXPECT_EQ(ReadPageToken(token, ""), std::nullopt);
}

TEST(PageToken, IsEmptyForTheFirstPage) {
  EXPECT_EQ(ReadPageToken("", "4"), 0);
}

TEST(PageToken, RefusesWhatItDidNotMake) {
  for (const char* token : {"x", "4711", "cmVxdWVzdHMvNC8", "cmVxdWVzdHMvNC8tMQ", "!!!"}) {
    EXPECT_EQ(ReadPageToken(token, "4"), std::nullopt) << token;
  }
}

}  // namespace
}  // namespace unpod::rpc
