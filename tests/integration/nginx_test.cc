// The promise over TLS, HTTP/1.1 and HTTP/2, through a real nginx: at most one POST for each request,
// whatever dies.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "sandbox/sandbox.h"
#include "tests/integration/client_under_test.h"
#include "tests/integration/nginx.h"

namespace unpod::integration {
namespace {

class BehindNginx : public ::testing::TestWithParam<http::HttpVersion> {
 protected:
  void SetUp() override { ASSERT_TRUE(upstream_.Start().ok()); }

  http::CurlOptions Curl(const Nginx& nginx) {
    http::CurlOptions curl;
    curl.version = GetParam();
    curl.ca_file = nginx.ca_file();
    return curl;
  }

  flow::Options OneAttempt(const Nginx& nginx) {
    auto options = ClientUnderTest::DefaultOptions(nginx.url());
    options.retry.max_attempts = 1;
    return options;
  }

  bool WaitForReceived(int64_t count) {
    return upstream_.WaitFor([count](const sandbox::Book& book) { return book.received >= count; },
                             absl::Seconds(10));
  }

  sandbox::Sandbox upstream_;
};

INSTANTIATE_TEST_SUITE_P(Http, BehindNginx, ::testing::Values(http::HttpVersion::k1_1, http::HttpVersion::k2),
                         [](const auto& version) {
                           return version.param == http::HttpVersion::k2 ? "Version2" : "Version1";
                         });

TEST_P(BehindNginx, CallsAreCreated) {
  Nginx nginx(upstream_.port(), 1000);
  ClientUnderTest client(OneAttempt(nginx), Curl(nginx));
  for (int i = 0; i < 5; ++i) EXPECT_EQ(Describe(client.Create(absl::StrCat("d", i))), "created");
  EXPECT_EQ(upstream_.book().accepted, 5);
}

TEST_P(BehindNginx, AnUntrustedCertificateIsNotStarted) {
  Nginx nginx(upstream_.port(), 1000);
  auto curl = Curl(nginx);
  curl.ca_file.clear();
  ClientUnderTest client(OneAttempt(nginx), curl);
  EXPECT_EQ(Describe(client.Create("d")), "not_executed UNAVAILABLE UPSTREAM_UNREACHABLE");
  EXPECT_EQ(upstream_.book().received, 0);
}

// libcurl resends on the reused connection that died without a byte of an answer; a new nginx worker stands
// ready to take it.
TEST_P(BehindNginx, AReusedConnectionThatDiesWithCallsInFlightSendsNoneOfThemAgain) {
  Nginx nginx(upstream_.port(), 1000);
  ClientUnderTest client(OneAttempt(nginx), Curl(nginx));
  ASSERT_EQ(Describe(client.Create("first")), "created");
  ASSERT_TRUE(upstream_.Script({.count = 0, .delay = absl::Seconds(3)}).ok());

  std::vector<std::future<domain::Outcome>> outcomes;
  for (int i = 0; i < 8; ++i) {
    outcomes.push_back(client.Start(ClientUnderTest::TaskFor(absl::StrCat("d", i))).outcome);
  }
  ASSERT_TRUE(WaitForReceived(9));
  nginx.KillWorkers();

  for (auto& outcome : outcomes) EXPECT_EQ(Describe(outcome.get()), "unknown UNKNOWN CONNECTION_LOST");
  EXPECT_EQ(upstream_.book().received, 9);
  for (const auto& [id, count] : upstream_.CountBy("document_id")) EXPECT_EQ(count.received, 1) << id;
}

// nginx says goodbye (Connection: close, GOAWAY) after every third request, amid a crowd.
TEST_P(BehindNginx, ConnectionsThatEndPolitelyLoseNothingAndRepeatNothing) {
  Nginx nginx(upstream_.port(), 3);
  ClientUnderTest client(OneAttempt(nginx), Curl(nginx));
  std::vector<std::pair<std::string, std::future<domain::Outcome>>> outcomes;
  for (int i = 0; i < 200; ++i) {
    const std::string id = absl::StrCat("d", i);
    outcomes.emplace_back(id, client.Start(ClientUnderTest::TaskFor(id)).outcome);
    if (i % 20 == 0) outcomes.back().second.wait();
  }
  auto book = upstream_.CountBy("document_id");
  int created = 0;
  for (auto& [id, outcome] : outcomes) {
    const std::string described = Describe(outcome.get());
    book = upstream_.CountBy("document_id");
    EXPECT_LE(book[id].received, 1) << id;
    if (described == "created") {
      ++created;
      EXPECT_EQ(book[id].accepted, 1) << id;
    } else {
      // A stream that nginx refused while it closed: libcurl wanted to send it again and was not let.
      EXPECT_EQ(GetParam(), http::HttpVersion::k2) << described;
      EXPECT_THAT(described, ::testing::StartsWith("unknown ")) << id;
    }
  }
  EXPECT_GT(created, 10);
}

// Over TLS the end of an idle connection is a record that can be read: libcurl 7.88 takes it for alive.
TEST_P(BehindNginx, AnIdleConnectionThatItHasEndedIsNotUsed) {
  Nginx nginx(upstream_.port(), 1000, "keepalive_timeout 1s;");
  ClientUnderTest client(OneAttempt(nginx), Curl(nginx));
  for (int i = 0; i < 3; ++i) {
    ASSERT_EQ(Describe(client.Create(absl::StrCat("d", i))), "created");
    std::this_thread::sleep_for(std::chrono::milliseconds(1300));  // What is tested is that time passes.
  }
  EXPECT_EQ(Describe(client.Create("last")), "created");
  EXPECT_EQ(upstream_.book().received, 4);
}

TEST_P(BehindNginx, AReloadWhileConnectionsIdleCostsNothing) {
  Nginx nginx(upstream_.port(), 1000);
  ClientUnderTest client(OneAttempt(nginx), Curl(nginx));
  for (int i = 0; i < 5; ++i) {
    ASSERT_EQ(Describe(client.Create(absl::StrCat("d", i))), "created");
    ASSERT_TRUE(nginx.Reload());
  }
  EXPECT_EQ(Describe(client.Create("last")), "created");
  EXPECT_EQ(upstream_.book().received, 6);
}

TEST_P(BehindNginx, AnUpstreamThatDiesBehindTheProxyIsUnknown) {
  Nginx nginx(upstream_.port(), 1000);
  ClientUnderTest client(OneAttempt(nginx), Curl(nginx));
  ASSERT_TRUE(upstream_.Script({.close = sandbox::Close::kAfterRequest}).ok());
  EXPECT_EQ(Describe(client.Create("d")), "unknown UNKNOWN UPSTREAM_ERROR");
  EXPECT_EQ(upstream_.book().received, 1);
}

}  // namespace
}  // namespace unpod::integration
