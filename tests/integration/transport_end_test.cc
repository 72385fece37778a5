#include <gtest/gtest.h>

#include <memory>

#include "server/base/event_loop.h"
#include "server/http/curl_global.h"
#include "server/http/curl_transport.h"

namespace unpod::http {
namespace {

// A loop runs its inbox once more when it goes: what a transport has posted there must not need it.
TEST(TransportEnd, LeavesNothingBehindInItsLoop) {
  InitCurl();
  bool told = false;
  {
    base::EventLoop loop;
    auto transport = std::make_unique<CurlTransport>(loop, CurlOptions());
    Request request;
    request.url = "http://127.0.0.1:1/";
    transport->Send(request, [&told](const Result&) { told = true; }).Cancel();
    transport.reset();
  }
  EXPECT_FALSE(told) << "dropped without a call";
}

}  // namespace
}  // namespace unpod::http
