// A look at a connection that has been used before, just before the next request leaves on it.
#ifndef UNPOD_SERVER_HTTP_CONNECTION_CHECK_H_
#define UNPOD_SERVER_HTTP_CONNECTION_CHECK_H_

#include <curl/curl.h>

namespace unpod::http {

// Whether a request may leave on `fd`, the connection of `easy`: it has not ended and nothing has come on it.
// What comes before the request is no answer to it: the end of the connection, TLS's close_notify, or
// somebody else's answer. TLS 1.3's session tickets count as well where they come late, which costs a
// connection and nothing else. On HTTP/2 frames may come at any time; there only an end counts. One system
// call.
bool IsUnspoilt(CURL* easy, int fd);

// For an idle HTTP/1.1 connection on which something has come: ends it, so that libcurl finds it dead and
// closes it. Nothing happens where nothing has come.
void EndIfSpoilt(int fd);

}  // namespace unpod::http

#endif  // UNPOD_SERVER_HTTP_CONNECTION_CHECK_H_
