// Answers that are too large in their headers, and answers that are no HTTP.
#include <gtest/gtest.h>

#include <atomic>
#include <string>

#include "absl/strings/str_cat.h"
#include "tests/integration/client_under_test.h"
#include "tests/integration/raw_server.h"

namespace unpod::integration {
namespace {

using Kind = RawServer::Kind;

constexpr size_t kPatience = size_t{64} << 20;  // Bytes after which an endless answer has been read too far.

std::string Line(size_t bytes) {
  return absl::StrCat("X-Filler: ", std::string(bytes - 12, 'x'), "\r\n");
}

// Answers `head`, then `part` for as long as the client takes it.
class EndlessServer {
 public:
  EndlessServer(Kind kind, const std::string& head, const std::string& part)
      : server_(kind, [this, head, part](RawConnection& connection) {
          if (!connection.ReadRequest() || !connection.Write(head)) return;
          while (written_ < kPatience && connection.Write(part)) written_ += part.size();
        }) {}

  std::string Create() {
    auto options = ClientUnderTest::DefaultOptions(server_.url());
    options.retry.max_attempts = 1;
    http::CurlOptions curl;
    curl.ca_file = server_.ca_file();
    ClientUnderTest client(options, curl);
    return Describe(client.Create("d"));
  }

  // What lies in the sockets' buffers counts too: a few megabytes.
  size_t written() const { return written_; }
  int requests() const { return server_.requests(); }

 private:
  std::atomic<size_t> written_{0};
  RawServer server_;
};

class EndlessAnswer : public ::testing::TestWithParam<Kind> {
 protected:
  static void ExpectCut(const std::string& head, const std::string& part) {
    EndlessServer server(GetParam(), head, part);
    EXPECT_EQ(server.Create(), "unknown UNKNOWN RESPONSE_TOO_LARGE");
    EXPECT_LT(server.written(), kPatience / 2);
    EXPECT_EQ(server.requests(), 1);
  }
};

INSTANTIATE_TEST_SUITE_P(Each, EndlessAnswer, ::testing::Values(Kind::kPlain, Kind::kTls),
                         [](const auto& test) { return test.param == Kind::kTls ? "Tls" : "Plain"; });

TEST_P(EndlessAnswer, OfTrailersIsCut) {
  ExpectCut("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n", Line(1000));
}

TEST_P(EndlessAnswer, OfHeadersIsCut) {
  ExpectCut("HTTP/1.1 200 OK\r\n", Line(1000));
}

TEST_P(EndlessAnswer, OfInterimAnswersIsCut) {
  ExpectCut("HTTP/1.1 103 Early Hints\r\n\r\n",
            absl::StrCat("HTTP/1.1 103 Early Hints\r\n", Line(500), "\r\n"));
}

// What one create comes to that is answered with `text`, after which the connection ends.
std::string CreateAnswered(const std::string& text) {
  const RawServer server(Kind::kPlain, [&](RawConnection& connection) {
    if (connection.ReadRequest()) connection.Write(text);
    connection.SendFin();
    connection.ReadRequest();  // Until the client goes: closing with bytes unread would reset.
  });
  auto options = ClientUnderTest::DefaultOptions(server.url());
  options.retry.max_attempts = 1;
  ClientUnderTest client(options, http::CurlOptions{});
  const std::string described = Describe(client.Create("d"));
  EXPECT_EQ(server.requests(), 1);
  return described;
}

TEST(OddAnswer, WithManyHeadersUnderTheCapIsRead) {
  std::string headers;
  for (int i = 0; i < 200; ++i) headers += Line(1000);
  const std::string answer = CreatedAnswer("R1");
  const size_t end_of_status = answer.find("\r\n") + 2;
  EXPECT_EQ(CreateAnswered(answer.substr(0, end_of_status) + headers + answer.substr(end_of_status)),
            "created");
}

// Not a defect of this service, and not certain that nothing was made.
TEST(OddAnswer, ThatIsNoHttpIsUnreadable) {
  EXPECT_EQ(CreateAnswered("SSH-2.0-OpenSSH_9.2p1\r\n"), "unknown UNKNOWN RESPONSE_UNREADABLE");
  EXPECT_EQ(CreateAnswered("220 mail.example ESMTP\r\n"), "unknown UNKNOWN RESPONSE_UNREADABLE");
  EXPECT_EQ(CreateAnswered("HTTP/9.9 200 OK\r\n\r\n"), "unknown UNKNOWN RESPONSE_UNREADABLE");
  EXPECT_EQ(CreateAnswered(std::string("\x15\x03\x01\x00\x02\x02\x46", 7)),
            "unknown UNKNOWN RESPONSE_UNREADABLE");
  EXPECT_EQ(CreateAnswered("{\"data\":{\"run_id\":\"R1\"}}"), "unknown UNKNOWN RESPONSE_UNREADABLE");
}

TEST(OddAnswer, WithOneHugeHeaderLineIsUnreadable) {
  EXPECT_EQ(CreateAnswered(absl::StrCat("HTTP/1.1 200 OK\r\n", Line(150'000), "Content-Length: 2\r\n\r\n{}")),
            "unknown UNKNOWN RESPONSE_UNREADABLE");
}

TEST(OddAnswer, ThatIsNoneAtAllIsALostConnection) {
  EXPECT_EQ(CreateAnswered(""), "unknown UNKNOWN CONNECTION_LOST");
  EXPECT_EQ(CreateAnswered("HTTP/1.1 100 Continue\r\n\r\n"), "unknown UNKNOWN CONNECTION_LOST");
}

}  // namespace
}  // namespace unpod::integration
