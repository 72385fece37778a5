// What comes on an idle connection before the next request is no answer to it. The connection is not used,
// the request leaves once, on a fresh one, and whoever sent it sees nothing of it.
#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <future>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "tests/integration/raw_server.h"
#include "tests/integration/transport_under_test.h"

namespace unpod::integration {
namespace {

using Kind = RawServer::Kind;

// A signal from one thread to another, which does not wait for ever if a test has failed.
class Signal {
 public:
  void Give() { promise_.set_value(); }
  bool Await() { return future_.wait_for(std::chrono::seconds(10)) == std::future_status::ready; }

 private:
  std::promise<void> promise_;
  std::shared_future<void> future_ = promise_.get_future().share();
};

struct Spoiling {
  const char* name;
  std::function<void(RawConnection&)> act;
};

std::function<void(RawConnection&)> Stray(std::string answer) {
  return [answer = std::move(answer)](RawConnection& connection) { connection.Write(answer); };
}

std::vector<Spoiling> Spoilings(Kind kind) {
  std::vector<Spoiling> all = {
      {"Fin", &RawConnection::SendFin},
      {"Reset", &RawConnection::Reset},
      {"ForeignRun", Stray(CreatedAnswer("R-of-somebody-else"))},
      {"RateLimit", Stray(HttpAnswer("429 Too Many Requests", "Retry-After: 1\r\n", "{}"))},
      {"BadRequest", Stray(HttpAnswer("400 Bad Request", "", R"({"message":"no tasks"})"))},
      {"ServerError", Stray(HttpAnswer("500 Internal Server Error", "", "<h1>Server Error</h1>"))},
      {"Timeout", Stray("HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")},
      {"Continue", Stray("HTTP/1.1 100 Continue\r\n\r\n")},
      {"Garbage", Stray("garbage")},
      {"AnswerAndFin",
       [](RawConnection& connection) {
         connection.Write(HttpAnswer("401 Unauthorized", "", "{}"));
         connection.SendFin();
       }},
  };
  if (kind == Kind::kPlain) return all;
  all.push_back({"CloseNotify", &RawConnection::SendCloseNotify});
  all.push_back({"CloseNotifyAndFin", [](RawConnection& connection) {
                   connection.SendCloseNotify();
                   connection.SendFin();
                 }});
  all.push_back({"LateTicket", &RawConnection::SendTicket});  // Harmless, and not told from the others.
  return all;
}

// Whether the loop has run, and so seen what came, before the next request.
enum class Loop { kStood, kRan };

struct StaleCase {
  Kind kind;
  Spoiling spoiling;
  Loop loop;
};

void PrintTo(const StaleCase& test, std::ostream* out) {
  *out << test.spoiling.name;
}

std::vector<StaleCase> AllCases() {
  std::vector<StaleCase> cases;
  for (const Kind kind : {Kind::kPlain, Kind::kTls}) {
    for (const Spoiling& spoiling : Spoilings(kind)) {
      for (const Loop loop : {Loop::kStood, Loop::kRan}) cases.push_back({kind, spoiling, loop});
    }
  }
  return cases;
}

class StaleConnection : public ::testing::TestWithParam<StaleCase> {
 protected:
  static http::CurlOptions OptionsFor(const RawServer& server) {
    http::CurlOptions options;
    options.ca_file = server.ca_file();
    return options;
  }

  // What each request is answered with: a run id of its own.
  static std::string RunOf(const RawServer& server) { return absl::StrCat("R", server.requests()); }
};

INSTANTIATE_TEST_SUITE_P(Each, StaleConnection, ::testing::ValuesIn(AllCases()), [](const auto& test) {
  return absl::StrCat(test.param.kind == Kind::kTls ? "Tls" : "Plain", test.param.spoiling.name,
                      test.param.loop == Loop::kRan ? "Seen" : "Unseen");
});

TEST_P(StaleConnection, IsReplacedBeforeAnythingLeaves) {
  Signal spoil;
  Signal is_spoilt;
  RawServer* self = nullptr;
  RawServer server(GetParam().kind, [&](RawConnection& connection) {
    for (bool is_first = connection.number() == 0; connection.ReadRequest(); is_first = false) {
      connection.Write(CreatedAnswer(RunOf(*self)));
      if (!is_first || !spoil.Await()) continue;
      GetParam().spoiling.act(connection);
      connection.AwaitDelivery();
      is_spoilt.Give();
      if (absl::StartsWith(GetParam().spoiling.name, "Reset")) return;
    }
  });
  self = &server;
  TransportUnderTest transport(OptionsFor(server));

  const http::Result first = transport.Post(server.url() + "/");
  ASSERT_EQ(first.http_status, 200);
  spoil.Give();
  ASSERT_TRUE(is_spoilt.Await());
  if (GetParam().loop == Loop::kRan) {
    const auto end = base::MonotonicNow() + std::chrono::milliseconds(20);
    transport.RunUntil([end] { return base::MonotonicNow() > end; });
  }

  for (int number = 2; number <= 3; ++number) {
    const http::Result result = transport.Post(server.url() + "/");
    EXPECT_EQ(result.error, http::Error::kNone);
    EXPECT_EQ(result.http_status, 200);
    EXPECT_TRUE(absl::StrContains(result.body, absl::StrCat("\"R", number, "\""))) << result.body;
  }
  EXPECT_EQ(server.requests(), 3) << "each request was read once";
  EXPECT_EQ(server.connections(), 2) << "the fresh one is kept";
}

class StrayInTheSameWrite : public ::testing::TestWithParam<Kind> {};

INSTANTIATE_TEST_SUITE_P(Each, StrayInTheSameWrite, ::testing::Values(Kind::kPlain, Kind::kTls),
                         [](const auto& test) { return test.param == Kind::kTls ? "Tls" : "Plain"; });

// libcurl reads no more of a body than its length says. Over TLS the rest of the record then waits in
// OpenSSL, where no look at the socket finds it.
TEST_P(StrayInTheSameWrite, IsNotTakenForTheNextAnswer) {
  RawServer* self = nullptr;
  RawServer server(GetParam(), [&](RawConnection& connection) {
    while (connection.ReadRequest()) {
      const std::string answer = CreatedAnswer(absl::StrCat("R", self->requests()));
      const size_t body = answer.find("\r\n\r\n") + 4;
      connection.Write(answer.substr(0, body));
      connection.Write(answer.substr(body) + (self->requests() == 1 ? CreatedAnswer("R-stray") : ""));
      connection.AwaitDelivery();
    }
  });
  self = &server;
  http::CurlOptions options;
  options.ca_file = server.ca_file();
  TransportUnderTest transport(options);
  for (int number = 1; number <= 3; ++number) {
    const http::Result result = transport.Post(server.url() + "/");
    EXPECT_EQ(result.error, http::Error::kNone);
    EXPECT_TRUE(absl::StrContains(result.body, absl::StrCat("\"R", number, "\""))) << result.body;
  }
  EXPECT_EQ(server.requests(), 3);
}

TEST(Restart, HasTheTimeThatIsLeftAndCanBeUnknown) {
  RawServer server(Kind::kPlain, [](RawConnection& connection) {
    while (connection.ReadRequest() && connection.number() == 0) {
      connection.Write(CreatedAnswer("R1") + "stray");
      connection.AwaitDelivery();
    }
    connection.ReadRequest();  // Of the second one: no answer, until the client goes.
  });
  TransportUnderTest transport(http::CurlOptions{});
  ASSERT_EQ(transport.Post(server.url() + "/").http_status, 200);
  const auto start = base::MonotonicNow();
  const http::Result result = transport.Post(server.url() + "/", absl::Milliseconds(400));
  EXPECT_EQ(result.error, http::Error::kTimeout);
  EXPECT_TRUE(result.may_have_left);
  EXPECT_LT(base::MonotonicNow() - start, std::chrono::milliseconds(900));
  EXPECT_EQ(server.requests(), 2);
}

TEST(Restart, ThatCannotBeMadeIsNotStarted) {
  auto server = std::make_unique<RawServer>(Kind::kPlain, [](RawConnection& connection) {
    while (connection.ReadRequest()) connection.Write(CreatedAnswer("R1"));
  });
  const std::string url = server->url() + "/";
  TransportUnderTest transport(http::CurlOptions{});
  ASSERT_EQ(transport.Post(url).http_status, 200);
  server.reset();
  const http::Result result = transport.Post(url);
  EXPECT_EQ(result.error, http::Error::kConnect);
  EXPECT_FALSE(result.may_have_left);
}

TEST(Restart, AReadIsSentAgainAsWell) {
  Signal may_stray[3];
  Signal has_strayed[3];
  RawServer server(Kind::kPlain, [&](RawConnection& connection) {
    const int number = connection.number();
    if (!connection.ReadRequest()) return;
    connection.Write(CreatedAnswer("R1"));
    if (number > 2 || !may_stray[number].Await()) return;
    connection.Write(CreatedAnswer("R-stray"));
    connection.AwaitDelivery();
    has_strayed[number].Give();
    connection.ReadRequest();
  });
  TransportUnderTest transport(http::CurlOptions{});
  for (int i = 0; i < 3; ++i) {
    EXPECT_TRUE(absl::StrContains(transport.Get(server.url() + "/").body, "\"R1\"")) << i;
    may_stray[i].Give();
    ASSERT_TRUE(has_strayed[i].Await());
  }
}

}  // namespace
}  // namespace unpod::integration
