// libcurl's codes in the words of transfer.h.
#ifndef UNPOD_SERVER_HTTP_CURL_ERROR_H_
#define UNPOD_SERVER_HTTP_CURL_ERROR_H_

#include <curl/curl.h>

#include "server/http/transfer.h"

namespace unpod::http {

// Some codes mean one thing before a request leaves and another after: "out of memory" is also what libcurl
// 7.88 says of a header line over 100 KB, "unsupported protocol" of an answer that is no HTTP.
Error FromCurlCode(CURLcode code, bool may_have_left);

}  // namespace unpod::http

#endif  // UNPOD_SERVER_HTTP_CURL_ERROR_H_
