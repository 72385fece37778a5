#include "server/http/curl_global.h"

#include <curl/curl.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>

namespace unpod::http {

void InitCurl() {
  std::signal(SIGPIPE, SIG_IGN);
  if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
    std::fputs("libcurl cannot be initialized\n", stderr);
    std::abort();
  }
}

}  // namespace unpod::http
