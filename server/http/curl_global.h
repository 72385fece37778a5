// libcurl's process-wide start, once, before any thread.
#ifndef UNPOD_SERVER_HTTP_CURL_GLOBAL_H_
#define UNPOD_SERVER_HTTP_CURL_GLOBAL_H_

namespace unpod::http {

// Initializes libcurl and ignores SIGPIPE: CURLOPT_NOSIGNAL alone does not keep OpenSSL from raising it.
// May be called more than once; not thread-safe.
void InitCurl();

}  // namespace unpod::http

#endif  // UNPOD_SERVER_HTTP_CURL_GLOBAL_H_
