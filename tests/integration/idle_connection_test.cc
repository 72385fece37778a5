// Connections that idle: gunicorn closes them after 5 s, so they are given up before.
#include <gtest/gtest.h>

#include <thread>

#include "sandbox/sandbox.h"
#include "tests/integration/client_under_test.h"

namespace unpod::integration {
namespace {

TEST(IdleConnection, IsUsedAgainWhileFresh) {
  sandbox::Sandbox upstream;
  ASSERT_TRUE(upstream.Start().ok());
  ClientUnderTest client(upstream.url());
  for (int i = 0; i < 10; ++i) ASSERT_EQ(Describe(client.Create("d")), "created");
  EXPECT_EQ(upstream.book().connections, 1);
}

TEST(IdleConnection, IsNotUsedAgainPastItsAge) {
  sandbox::Sandbox upstream;
  ASSERT_TRUE(upstream.Start().ok());
  http::CurlOptions curl;
  curl.max_idle = absl::Seconds(2);
  ClientUnderTest client(ClientUnderTest::DefaultOptions(upstream.url()), curl);
  ASSERT_EQ(Describe(client.Create("d")), "created");
  std::this_thread::sleep_for(std::chrono::milliseconds(2200));  // What is tested is that time passes.
  ASSERT_EQ(Describe(client.Create("d")), "created");
  EXPECT_EQ(upstream.book().connections, 2);
}

TEST(IdleConnection, ThatTheServerClosedIsNoticedBeforeSending) {
  sandbox::Sandbox upstream;
  ASSERT_TRUE(upstream.Start().ok());
  ClientUnderTest client(upstream.url());
  for (int i = 0; i < 20; ++i) {
    ASSERT_EQ(Describe(client.Create("d")), "created") << i;
    upstream.CloseIdleConnections();
  }
  EXPECT_EQ(upstream.book().received, 20);
}

}  // namespace
}  // namespace unpod::integration
