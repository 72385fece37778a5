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

}  // namespace
}  // namespace unpod::app
