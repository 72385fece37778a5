// Names with several addresses, and names that move.
#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "tests/integration/hung_listener.h"
#include "tests/integration/raw_server.h"
#include "tests/integration/test_resolver.h"
#include "tests/integration/transport_under_test.h"

namespace unpod::integration {
namespace {

using Kind = RawServer::Kind;

// Answers every request with the name of the server.
RawServer::Script Naming(const std::string& name) {
  return [name](RawConnection& connection) {
    while (connection.ReadRequest()) connection.Write(CreatedAnswer(name));
  };
}

TEST(UpstreamAddress, TheSecondIsReachedWhereTheFirstIsDead) {
  for (const Kind kind : {Kind::kPlain, Kind::kTls}) {
    const RawServer alive(kind, Naming("R-second"), "127.0.0.3");
    const HungListener dead("127.0.0.2", alive.port());
    SetAddresses("upstream.test", {"127.0.0.2", "127.0.0.3"});
    http::CurlOptions options;
    options.ca_file = alive.ca_file();
    TransportUnderTest transport(options);
    const auto start = base::MonotonicNow();
    const http::Result result = transport.Post(alive.url("upstream.test") + "/");
    EXPECT_LT(base::MonotonicNow() - start, std::chrono::seconds(4));  // 2.6 s where nobody else computes.
    EXPECT_EQ(result.error, http::Error::kNone);
    EXPECT_TRUE(absl::StrContains(result.body, "R-second"));
    EXPECT_EQ(alive.requests(), 1);
  }
}

TEST(UpstreamAddress, OneThatIsRefusedCostsNothing) {
  const RawServer alive(Kind::kPlain, Naming("R-second"), "127.0.0.3");
  SetAddresses("upstream.test", {"127.0.0.2", "127.0.0.3"});
  TransportUnderTest transport(http::CurlOptions{});
  const auto start = base::MonotonicNow();
  EXPECT_EQ(transport.Post(alive.url("upstream.test") + "/").http_status, 200);
  EXPECT_LT(base::MonotonicNow() - start, std::chrono::milliseconds(800));
}

// The old server goes on serving: what ends is the life of its connections.
TEST(UpstreamAddress, ThatMovesIsFollowed) {
  const RawServer old_one(Kind::kPlain, Naming("R-old"), "127.0.0.2");
  const RawServer new_one(Kind::kPlain, Naming("R-new"), "127.0.0.3", old_one.port());
  SetAddresses("upstream.test", {"127.0.0.2"});
  http::CurlOptions options;
  options.max_lifetime = absl::Seconds(2);
  TransportUnderTest transport(options);
  const std::string url = old_one.url("upstream.test") + "/";
  ASSERT_EQ(transport.Post(url).http_status, 200);
  SetAddresses("upstream.test", {"127.0.0.3"});
  const auto start = base::MonotonicNow();
  int posts = 1;
  ASSERT_TRUE(transport.RunUntil([&] {
    ++posts;
    EXPECT_EQ(transport.Post(url).http_status, 200);
    return new_one.requests() > 0;
  }));
  EXPECT_LT(base::MonotonicNow() - start, std::chrono::seconds(6));
  EXPECT_EQ(old_one.requests() + new_one.requests(), posts);
  EXPECT_LE(old_one.connections(), 5);
}

// Without waiting for what libcurl remembers of the name.
TEST(UpstreamAddress, ThatMovesAwayFromADeadServerIsFollowedAtOnce) {
  auto old_one = std::make_unique<RawServer>(Kind::kPlain, Naming("R-old"), "127.0.0.2");
  const RawServer new_one(Kind::kPlain, Naming("R-new"), "127.0.0.3", old_one->port());
  SetAddresses("upstream.test", {"127.0.0.2"});
  TransportUnderTest transport(http::CurlOptions{});
  const std::string url = old_one->url("upstream.test") + "/";
  ASSERT_EQ(transport.Post(url).http_status, 200);
  old_one.reset();
  SetAddresses("upstream.test", {"127.0.0.3"});
  const http::Result refused = transport.Post(url);
  EXPECT_EQ(refused.error, http::Error::kConnect);
  EXPECT_FALSE(refused.may_have_left);
  EXPECT_EQ(transport.Post(url).http_status, 200) << "the name is resolved anew after a failure";
}

// Each connection has a lifetime of its own: those that were made together do not end together.
TEST(UpstreamAddress, ConnectionsDoNotAllEndAtOnce) {
  const RawServer server(Kind::kPlain, Naming("R1"));
  http::CurlOptions options;
  options.max_lifetime = absl::Seconds(4);  // Each lives 3.2 to 4 s.
  TransportUnderTest transport(options);
  const auto start = base::MonotonicNow();
  ASSERT_TRUE(transport.RunUntil([&] {
    EXPECT_EQ(transport.Post(server.url() + "/").http_status, 200);
    return server.connections() == 2;
  }));
  const auto lived = base::MonotonicNow() - start;
  EXPECT_GE(lived, std::chrono::milliseconds(3150));
  EXPECT_LE(lived, std::chrono::milliseconds(4500));
}

}  // namespace
}  // namespace unpod::integration
