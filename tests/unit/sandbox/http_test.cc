// The sandbox as an HTTP server, before any fault.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "sandbox/bodies.h"
#include "tests/unit/sandbox/running_sandbox.h"

namespace unpod::sandbox {
namespace {

using testing::HasSubstr;

class Http : public RunningSandbox {};

constexpr char kCreateHead[] =
    "POST /api/v2/platform/spaces/SPACE/tasks/create/ HTTP/1.1\r\nHost: sandbox\r\nAuthorization: Token "
    "abc\r\n"
    "Content-Type: application/json\r\n";

TEST_F(Http, AnswersManyRequestsOnOneConnection) {
  Connection connection(port());
  for (int i = 0; i < 3; ++i) {
    const HttpAnswer answer = connection.Ask(CreateText(OneDocument("d1")));
    EXPECT_EQ(answer.status, 200);
    EXPECT_THAT(answer.head, HasSubstr("Content-Type: application/json\r\n"));
  }
  EXPECT_EQ(sandbox().book().connections, 1);
  EXPECT_EQ(sandbox().book().accepted, 3);
  EXPECT_EQ(sandbox().CountBy("document_id")["d1"].calls, 3);
}

TEST_F(Http, AnswersRequestsThatCameTogether) {
  Connection connection(port());
  connection.Send(
      absl::StrCat(CreateText(OneDocument("d1")), GetText("/api/v2/platform/spaces/SPACE/runs/")));
  EXPECT_THAT(connection.Read().body, HasSubstr("Task Created Successfully"));
  EXPECT_THAT(connection.Read().body, HasSubstr("Runs Fetched Successfully"));
}

TEST_F(Http, ReadsAChunkedBodyAsEmpty) {
  Connection connection(port());
  const std::string body = OneDocument("d1");
  connection.Send(absl::StrCat(kCreateHead, "Transfer-Encoding: chunked\r\n\r\n"));
  connection.Send(absl::StrCat(absl::Hex(body.size()), "\r\n", body, "\r\n0\r\n\r\n"));
  const HttpAnswer answer = connection.Read();
  EXPECT_EQ(answer.status, 206);
  EXPECT_EQ(answer.body, Body("206_validation_all").text);
  EXPECT_EQ(connection.Ask(CreateText(body)).status, 200) << "and goes on";
}

TEST_F(Http, AsksForABodyThatWaits) {
  Connection connection(port());
  const std::string body = OneDocument("d1");
  connection.Send(
      absl::StrCat(kCreateHead, "Expect: 100-continue\r\nContent-Length: ", body.size(), "\r\n\r\n"));
  EXPECT_EQ(connection.Read().status, 100);
  EXPECT_EQ(connection.Ask(body).status, 200);
}

TEST_F(Http, ClosesWhenAskedTo) {
  Connection connection(port());
  std::string text = CreateText(OneDocument("d1"));
  text.insert(text.find("Host"), "Connection: close\r\n");
  const HttpAnswer answer = connection.Ask(text);
  EXPECT_EQ(answer.status, 200);
  EXPECT_THAT(answer.head, HasSubstr("Connection: close\r\n"));
  EXPECT_EQ(connection.ReadToEnd(), End::kFin);
}

TEST_F(Http, RefusesABodyThatIsTooLarge) {
  Restart({.max_request_bytes = 1000});
  Connection connection(port());
  const HttpAnswer answer = connection.Ask(CreateText(std::string(1001, ' ')));
  EXPECT_EQ(answer.status, 413);
  EXPECT_THAT(answer.body, HasSubstr("nginx"));
  EXPECT_EQ(sandbox().book().received, 0);
}

TEST_F(Http, RefusesWhatIsNotHttp) {
  Connection connection(port());
  EXPECT_EQ(connection.Ask("nonsense\r\n\r\n").status, 400);
  EXPECT_EQ(connection.ReadToEnd(), End::kFin);
}

TEST_F(Http, AnswersAHeadWithoutBody) {
  Connection connection(port());
  connection.Send("HEAD /api/v2/platform/agents/ HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  std::string all;
  EXPECT_EQ(connection.ReadToEnd(&all), End::kFin);
  EXPECT_THAT(all, testing::AllOf(HasSubstr(" 401 "), testing::EndsWith("\r\n\r\n")));
}

TEST_F(Http, ClosesAnIdleConnection) {
  Restart({.keep_alive = absl::Milliseconds(50)});
  Connection connection(port());
  EXPECT_EQ(connection.Ask(CreateText(OneDocument("d1"))).status, 200);
  EXPECT_EQ(connection.ReadToEnd(), End::kFin);
}

TEST_F(Http, ClosesIdleConnectionsOnDemand) {
  Restart({.keep_alive = absl::Minutes(5)});
  Connection connection(port());
  EXPECT_EQ(connection.Ask(CreateText(OneDocument("d1"))).status, 200);
  sandbox().CloseIdleConnections();
  EXPECT_EQ(connection.ReadToEnd(), End::kFin);
}

TEST_F(Http, ServesManyConnectionsAtOnce) {
  std::vector<std::unique_ptr<Connection>> connections;
  for (int i = 0; i < 200; ++i) {
    connections.push_back(std::make_unique<Connection>(port()));
    connections.back()->Send(CreateText(OneDocument("d1")));
  }
  for (auto& connection : connections) EXPECT_EQ(connection->Read().status, 200);
  EXPECT_EQ(sandbox().book().connections, 200);
}

TEST_F(Http, StopsWithRequestsUnderWay) {
  Script({.delay = absl::Minutes(5)});
  Script({.drip = absl::Minutes(5)});
  Connection idle(port());
  Connection waiting(port());
  Connection dripping(port());
  Connection halfway(port());
  waiting.Send(CreateText(OneDocument("d1")));
  ASSERT_TRUE(sandbox().WaitFor([](const Book& book) { return book.received == 1; }, absl::Seconds(10)));
  dripping.Send(CreateText(OneDocument("d2")));
  ASSERT_TRUE(sandbox().WaitFor([](const Book& book) { return book.received == 2; }, absl::Seconds(10)));
  halfway.Send(kCreateHead);
  ASSERT_TRUE(sandbox().WaitFor([](const Book& book) { return book.connections == 4; }, absl::Seconds(10)));
  sandbox().Stop();
  for (Connection* each : {&idle, &waiting, &dripping, &halfway}) EXPECT_NE(each->ReadToEnd(), End::kNone);
  sandbox().Stop();
  sandbox().CloseIdleConnections();
  EXPECT_EQ(sandbox().book().received, 2) << "the book can be read on";
}

TEST_F(Http, SaysWhyItCannotStart) {
  Sandbox same_port({.port = port()});
  EXPECT_EQ(same_port.Start().code(), absl::StatusCode::kUnavailable);
  Sandbox nowhere({.address = "sandbox.example"});
  EXPECT_EQ(nowhere.Start().code(), absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace unpod::sandbox
