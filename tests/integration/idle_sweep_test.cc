// Idle connections that their server has ended are closed without waiting for the next call.
#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <functional>
#include <future>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "sandbox/sandbox.h"
#include "tests/integration/client_under_test.h"
#include "tests/integration/raw_server.h"
#include "tests/integration/transport_under_test.h"

namespace unpod::integration {
namespace {

// Connections of this machine to `port` that its owner has not closed although the other side has.
int CountInCloseWait(int port) {
  std::ifstream table("/proc/net/tcp");
  const std::string remote = absl::StrFormat("0100007F:%04X", port);
  int count = 0;
  for (std::string line; std::getline(table, line);) {
    std::istringstream words(line);
    std::string number;
    std::string local;
    std::string peer;
    std::string state;
    words >> number >> local >> peer >> state;
    if (peer == remote && state == "08") ++count;
  }
  return count;
}

int CountOwnSockets() {
  int count = 0;
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fd", ignored)) {
    const std::string target = std::filesystem::read_symlink(entry, ignored).string();
    if (target.rfind("socket:", 0) == 0) ++count;
  }
  return count;
}

bool Within(base::Duration patience, const std::function<bool()>& condition) {
  const auto end = base::MonotonicNow() + patience;
  while (!condition()) {
    if (base::MonotonicNow() > end) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  return true;
}

http::CurlOptions KeepingForAnHour() {
  http::CurlOptions options;
  options.max_idle = absl::Hours(1);  // So that it is not their age that ends them.
  options.max_lifetime = absl::Hours(1);
  return options;
}

TEST(IdleSweep, ClosesAThousandThatTheServerHasClosed) {
  constexpr int kCalls = 1000;
  sandbox::Sandbox upstream;
  ASSERT_TRUE(upstream.Start().ok());
  ClientUnderTest client(ClientUnderTest::DefaultOptions(upstream.url()), KeepingForAnHour());
  const int before = CountOwnSockets();
  ASSERT_TRUE(upstream.Script({.count = 0, .delay = absl::Seconds(1)}).ok());
  std::vector<std::future<domain::Outcome>> outcomes;
  for (int i = 0; i < kCalls; ++i) {
    outcomes.push_back(client.Start(ClientUnderTest::TaskFor(absl::StrCat("d", i))).outcome);
  }
  for (auto& outcome : outcomes) ASSERT_EQ(Describe(outcome.get()), "created");
  ASSERT_GE(CountOwnSockets() - before, kCalls);
  upstream.CloseIdleConnections();
  EXPECT_TRUE(Within(std::chrono::seconds(6), [&] { return CountInCloseWait(upstream.port()) == 0; }))
      << CountInCloseWait(upstream.port());
  EXPECT_TRUE(Within(std::chrono::seconds(6), [&] { return CountOwnSockets() <= before; }))
      << CountOwnSockets();
}

// Where the end is a record that can be read, libcurl 7.88 holds the connection for alive.
TEST(IdleSweep, ClosesWhatATlsServerHasClosed) {
  RawServer server(RawServer::Kind::kTls, [](RawConnection& connection) {
    if (!connection.ReadRequest()) return;
    connection.Write(CreatedAnswer("R1"));
    connection.AwaitDelivery();
    connection.SendCloseNotify();
    connection.SendFin();
    connection.ReadRequest();  // Until the client has gone.
  });
  http::CurlOptions options = KeepingForAnHour();
  options.ca_file = server.ca_file();
  TransportUnderTest transport(options);
  const int before = CountOwnSockets();
  ASSERT_EQ(transport.Post(server.url() + "/").http_status, 200);
  EXPECT_TRUE(transport.RunUntil([&] { return CountOwnSockets() <= before; }, std::chrono::seconds(6)));
  EXPECT_EQ(CountInCloseWait(server.port()), 0);
}

TEST(IdleSweep, ClosesWhatIsPastItsAge) {
  sandbox::Sandbox upstream;
  ASSERT_TRUE(upstream.Start().ok());
  http::CurlOptions options;
  options.max_idle = absl::Seconds(2);
  TransportUnderTest transport(options);
  const int before = CountOwnSockets();
  ASSERT_NE(transport.Post(upstream.url() + "/").http_status, 0);
  EXPECT_GT(CountOwnSockets(), before);
  EXPECT_TRUE(transport.RunUntil([&] { return CountOwnSockets() <= before; }, std::chrono::seconds(8)));
}

TEST(IdleSweep, LeavesAloneWhatIsAlive) {
  sandbox::Sandbox upstream;
  ASSERT_TRUE(upstream.Start().ok());
  TransportUnderTest transport(KeepingForAnHour());
  ASSERT_NE(transport.Post(upstream.url() + "/").http_status, 0);
  const auto end = base::MonotonicNow() + std::chrono::milliseconds(4500);  // Two sweeps.
  transport.RunUntil([end] { return base::MonotonicNow() > end; });
  ASSERT_NE(transport.Post(upstream.url() + "/").http_status, 0);
  EXPECT_EQ(upstream.book().connections, 1);
}

}  // namespace
}  // namespace unpod::integration
