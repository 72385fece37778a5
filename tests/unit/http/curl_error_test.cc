#include "server/http/curl_error.h"

#include <gtest/gtest.h>

namespace unpod::http {
namespace {

constexpr bool kBefore = false;
constexpr bool kAfter = true;

TEST(FromCurlCode, IsNoErrorForAnAnswer) {
  EXPECT_EQ(FromCurlCode(CURLE_OK, kAfter), Error::kNone);
}

TEST(FromCurlCode, TellsWhyThereIsNoConnection) {
  EXPECT_EQ(FromCurlCode(CURLE_COULDNT_RESOLVE_HOST, kBefore), Error::kResolve);
  EXPECT_EQ(FromCurlCode(CURLE_COULDNT_RESOLVE_PROXY, kBefore), Error::kResolve);
  EXPECT_EQ(FromCurlCode(CURLE_COULDNT_CONNECT, kBefore), Error::kConnect);
  EXPECT_EQ(FromCurlCode(CURLE_OPERATION_TIMEDOUT, kBefore), Error::kTimeout);
  for (const CURLcode code :
       {CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE}) {
    EXPECT_EQ(FromCurlCode(code, kBefore), Error::kTls) << code;
  }
}

// A proxy that refuses, breaks off or speaks no HTTP.
TEST(FromCurlCode, HoldsWhatBreaksBeforeTheRequestForNoConnection) {
  for (const CURLcode code :
       {CURLE_RECV_ERROR, CURLE_SEND_ERROR, CURLE_GOT_NOTHING, CURLE_WEIRD_SERVER_REPLY}) {
    EXPECT_EQ(FromCurlCode(code, kBefore), Error::kConnect) << code;
  }
}

TEST(FromCurlCode, HoldsWhatBreaksAfterTheRequestForLost) {
  for (const CURLcode code : {CURLE_RECV_ERROR, CURLE_SEND_ERROR, CURLE_GOT_NOTHING, CURLE_PARTIAL_FILE,
                              CURLE_HTTP2, CURLE_HTTP2_STREAM, CURLE_WRITE_ERROR}) {
    EXPECT_EQ(FromCurlCode(code, kAfter), Error::kConnectionLost) << code;
  }
}

// None of these is a defect of this service where an answer was being read.
TEST(FromCurlCode, HoldsAnAnswerThatIsNoHttpForUnreadable) {
  for (const CURLcode code : {CURLE_UNSUPPORTED_PROTOCOL, CURLE_WEIRD_SERVER_REPLY, CURLE_OUT_OF_MEMORY}) {
    EXPECT_EQ(FromCurlCode(code, kAfter), Error::kUnreadable) << code;
  }
  EXPECT_EQ(FromCurlCode(CURLE_UNSUPPORTED_PROTOCOL, kBefore), Error::kInternal);
  EXPECT_EQ(FromCurlCode(CURLE_OUT_OF_MEMORY, kBefore), Error::kInternal);
}

TEST(FromCurlCode, IsInternalForAMistakeOfOurs) {
  for (const bool left : {kBefore, kAfter}) {
    for (const CURLcode code :
         {CURLE_FAILED_INIT, CURLE_URL_MALFORMAT, CURLE_UNKNOWN_OPTION, CURLE_BAD_FUNCTION_ARGUMENT}) {
      EXPECT_EQ(FromCurlCode(code, left), Error::kInternal) << code;
    }
  }
}

}  // namespace
}  // namespace unpod::http
