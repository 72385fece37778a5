// The real transport on a loop that runs only while a test waits: what the upstream does in between has
// happened by the time of the next request, and the loop has not seen it.
#ifndef UNPOD_TESTS_INTEGRATION_TRANSPORT_UNDER_TEST_H_
#define UNPOD_TESTS_INTEGRATION_TRANSPORT_UNDER_TEST_H_

#include <functional>
#include <string>
#include <utility>

#include "server/base/event_loop.h"
#include "server/http/curl_global.h"
#include "server/http/curl_transport.h"

namespace unpod::integration {

class TransportUnderTest {
 public:
  explicit TransportUnderTest(http::CurlOptions options)
      : transport_((http::InitCurl(), loop_), std::move(options)) {}

  http::Result Post(const std::string& url, absl::Duration timeout = absl::Seconds(10)) {
    return Send(http::Method::kPost, url, timeout);
  }
  http::Result Get(const std::string& url, absl::Duration timeout = absl::Seconds(10)) {
    return Send(http::Method::kGet, url, timeout);
  }

  // Lets the loop run until `done`, asked every few milliseconds. False if it has not come after `patience`.
  bool RunUntil(const std::function<bool()>& done, base::Duration patience = std::chrono::seconds(10)) {
    const auto end = base::MonotonicNow() + patience;
    while (!done()) {
      if (base::MonotonicNow() > end) return false;
      loop_.RunAt(base::MonotonicNow() + std::chrono::milliseconds(5), [this] { loop_.Stop(); });
      loop_.Run();
    }
    return true;
  }

 private:
  http::Result Send(http::Method method, const std::string& url, absl::Duration timeout) {
    http::Request request;
    request.method = method;
    request.url = url;
    if (method == http::Method::kPost) request.body = R"({"documents":[]})";
    request.headers = {"Content-Type: application/json"};
    request.timeout = timeout;
    http::Result received;
    transport_.Send(request, [&](http::Result result) {
      received = std::move(result);
      loop_.Stop();
    });
    loop_.Run();
    return received;
  }

  base::EventLoop loop_;
  http::CurlTransport transport_;
};

}  // namespace unpod::integration

#endif  // UNPOD_TESTS_INTEGRATION_TRANSPORT_UNDER_TEST_H_
