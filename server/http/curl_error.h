// libcurl's codes in the words of transfer.h.
#ifndef UNPOD_SERVER_HTTP_CURL_ERROR_H_
#define UNPOD_SERVER_HTTP_CURL_ERROR_H_

#include <curl/curl.h>

#include "server/http/transfer.h"

namespace unpod::http {

// Whether bytes may have left is not in the code; the transfer knows it by itself.
Error FromCurlCode(CURLcode code);

}  // namespace unpod::http

#endif  // UNPOD_SERVER_HTTP_CURL_ERROR_H_
