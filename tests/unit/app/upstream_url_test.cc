#include "server/app/upstream_url.h"

#include <gtest/gtest.h>

namespace unpod::app {
namespace {

TEST(ParseUpstream, TakesHttpsAnywhereAndHttpOnThisMachine) {
  const std::pair<const char*, const char*> allowed[] = {
      {"https://unpod.ai", "https://unpod.ai"},
      {"https://unpod.ai/", "https://unpod.ai"},
      {"https://unpod.ai:8443", "https://unpod.ai:8443"},
      {"HTTPS://unpod.ai", "https://unpod.ai"},
      {"http://127.0.0.1:18080", "http://127.0.0.1:18080"},
      {"http://127.8.9.1", "http://127.8.9.1"},
      {"http://localhost:1", "http://localhost:1"},
      {"http://[::1]:18080", "http://[::1]:18080"},
  };
  for (const auto& [given, expected] : allowed) {
    const auto url = ParseUpstream(given);
    ASSERT_TRUE(url.ok()) << given << ": " << url.status();
    EXPECT_EQ(*url, expected);
  }
}

// A token goes with each request: whatever could carry it to another host, or in the clear, is refused.
TEST(ParseUpstream, RefusesEverythingElse) {
  for (const char* given : {"",
                            "unpod.ai",
                            "ftp://unpod.ai",
                            "file:///etc/passwd",
                            "http://unpod.ai",
                            "http://10.0.0.1",
                            "http://0.0.0.0",
                            "http://127.0.0.1.evil.example",
                            "http://localhost.evil.example",
                            "https://user@unpod.ai",
                            "https:/%32",
                            "https://%75npod.ai",
                            "https://user:password@unpod.ai",
                            "https://unpod.ai@evil.example",
                            "https://unpod.ai/api",
                            "https://unpod.ai?x=1",
                            "https://unpod.ai#x",
                            "https://unpod.ai\r\nX: y",
                            "https://unpod ai",
                            "https://",
                            "http://[::2]",
                            "https://%2561.example",
                            "https://[fe80::1%25eth0]:443",
                            "https://:password@unpod.ai",
                            "https://unpod.ai:0"}) {
    EXPECT_FALSE(ParseUpstream(given).ok()) << given;
  }
}

TEST(ParseProxy, TakesHttpWithItsPort) {
  const auto near = ParseProxy("http://127.0.0.1:3128");
  ASSERT_TRUE(near.ok()) << near.status();
  EXPECT_EQ(near->url, "http://127.0.0.1:3128");
  EXPECT_TRUE(near->is_this_machine);
  const auto far = ParseProxy("HTTP://egress.example:3128/");
  ASSERT_TRUE(far.ok()) << far.status();
  EXPECT_EQ(far->url, "http://egress.example:3128");
  EXPECT_FALSE(far->is_this_machine);
  EXPECT_EQ(ParseProxy("http://[::1]:3128")->url, "http://[::1]:3128");
}

TEST(ParseProxy, RefusesEverythingElseWithoutRepeatingIt) {
  for (const char* given : {"", "egress.example:3128", "http://egress.example", "https://egress.example:3128",
                            "socks5://egress.example:1080", "http://user@egress.example:3128",
                            "http://me:hunter2@egress.example:3128", "http://:hunter2@egress.example:3128",
                            "http://egress.example:3128/path", "http://egress.example:3128?q"}) {
    const auto url = ParseProxy(given);
    ASSERT_FALSE(url.ok()) << given;
    EXPECT_EQ(url.status().message().find("hunter2"), absl::string_view::npos);
  }
}

}  // namespace
}  // namespace unpod::app
