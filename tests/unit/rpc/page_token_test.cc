#include "server/rpc/page_token.h"

#include <gtest/gtest.h>

namespace unpod::rpc {
namespace {

using unpod_task::v1::REQUEST_STATE_CREATED;
using unpod_task::v1::REQUEST_STATE_UNKNOWN;
using unpod_task::v1::REQUEST_STATE_UNSPECIFIED;

TEST(PageToken, IsReadByTheListThatMadeIt) {
  const std::string token = MakePageToken(4711, REQUEST_STATE_UNKNOWN);
  EXPECT_EQ(ReadPageToken(token, REQUEST_STATE_UNKNOWN), 4711);
  EXPECT_EQ(ReadPageToken(token, REQUEST_STATE_CREATED), std::nullopt);
  EXPECT_EQ(ReadPageToken(token, REQUEST_STATE_UNSPECIFIED), std::nullopt);
}

TEST(PageToken, IsEmptyForTheFirstPage) {
  EXPECT_EQ(ReadPageToken("", REQUEST_STATE_UNKNOWN), 0);
}

TEST(PageToken, RefusesWhatItDidNotMake) {
  for (const char* token : {"x", "4711", "cmVxdWVzdHMvNC8", "cmVxdWVzdHMvNC8tMQ", "!!!"}) {
    EXPECT_EQ(ReadPageToken(token, REQUEST_STATE_UNKNOWN), std::nullopt) << token;
  }
}

}  // namespace
}  // namespace unpod::rpc
