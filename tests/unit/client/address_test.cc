#include "client/address.h"

#include <gtest/gtest.h>

namespace unpod::client {
namespace {

TEST(Address, NamesItsPort) {
  for (const char* good : {"127.0.0.1:50051", "localhost:1", "[::1]:50051", "tasks.example.com:443",
                           "dns:///tasks.example.com:443", "ipv4:127.0.0.1:80", "unix:/run/unpod.sock"}) {
    EXPECT_TRUE(IsAddress(good)) << good;
  }
  for (const char* bad : {"", ":", "localhost", "localhost:", ":50051", "localhost:0", "localhost:65536",
                          "localhost:http", "::1:50051", "a b:1", "http://localhost:1", "dns://x", "unix:"}) {
    EXPECT_FALSE(IsAddress(bad)) << bad;
  }
}

TEST(Address, IsLocalOnlyByItsText) {
  for (const char* local : {"127.0.0.1:1", "127.8.9.1:1", "localhost:1", "[::1]:1", "dns:///localhost:1",
                            "ipv4:127.0.0.1:1", "unix:/run/unpod.sock"}) {
    EXPECT_TRUE(IsLocal(local)) << local;
  }
  for (const char* remote :
       {"10.0.0.1:1", "tasks.example.com:1", "127.example.com:1", "localhost.example.com:1", "[::2]:1",
        "dns://127.0.0.1/tasks.example.com:1", "0.0.0.0:1", "", "127.0.0.256:1", "127.1:1", "127.0.0.0.1:1",
        "dns://203.0.113.1/localhost:1"}) {
    EXPECT_FALSE(IsLocal(remote)) << remote;
  }
}

}  // namespace
}  // namespace unpod::client
