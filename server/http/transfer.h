// One HTTP request and what came of it, as plain values: what the layers above know of HTTP. No curl, no
// sockets.
#ifndef UNPOD_SERVER_HTTP_TRANSFER_H_
#define UNPOD_SERVER_HTTP_TRANSFER_H_

#include <string>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "absl/time/time.h"

namespace unpod::http {

enum class Method {
  kPost,  // Its body leaves at most once.
  kGet,   // May be sent again: it changes nothing. Has no body.
};

struct Request {
  Method method = Method::kPost;
  std::string url;
  // Whole lines, "Name: value", without CR and LF (the caller has checked). Content-Length is added.
  std::vector<std::string> headers;
  std::string body;
  absl::Duration timeout = absl::Seconds(60);  // For the whole transfer, name resolution included.
  size_t max_response_bytes = 0;               // 0: the transport's own cap.
};

// What ended a transfer before a complete response was there.
enum class Error {
  kNone,              // A complete response: http_status and body hold it.
  kResolve,           // DNS
  kConnect,           // Refused, unreachable, or the proxy makes no connection.
  kTls,               // Handshake or certificate.
  kTimeout,           // Request::timeout ran out.
  kCancelled,         // Cancel() was called, and no byte had left.
  kResponseTooLarge,  // Over the cap of the body, or of headers and trailers. http_status holds what was
                      // read.
  kConnectionLost,    // Reset, close, or a body that ended early.
  kUnreadable,        // What came back is no HTTP.
  kInternal,          // libcurl refused an option or ran out of memory.
};

struct Result {
  Error error = Error::kInternal;
  // The evidence for the verdict: false means certainly that no byte of the request left this process.
  bool may_have_left = false;
  int http_status = 0;  // 0 when no status line was read.
  std::string body;
  // Header values of the final response, as received; empty when absent.
  std::string content_type;
  std::string retry_after;
  std::string rate_limit_reset;  // Of X-RateLimit-Reset, else of RateLimit-Reset.
  std::string location;          // Of a redirect.
};

}  // namespace unpod::http

#endif  // UNPOD_SERVER_HTTP_TRANSFER_H_
