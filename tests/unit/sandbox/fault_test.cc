// Each scripted fault, as a client on the wire sees it, and what the book says of it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <string>

#include "absl/strings/match.h"
#include "sandbox/answer.h"
#include "sandbox/bodies.h"
#include "tests/unit/sandbox/running_sandbox.h"

namespace unpod::sandbox {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;

class Faults : public RunningSandbox {
 protected:
  HttpAnswer CreateOnce() { return Connection(port()).Ask(CreateText(OneDocument("d1"))); }

  // Sends a create and reads until the connection ends.
  End CreateAndReadToEnd(Connection& connection, std::string* bytes = nullptr) {
    connection.Send(CreateText(OneDocument("d1")));
    return connection.ReadToEnd(bytes);
  }
  End CreateAndReadToEnd(std::string* bytes = nullptr) {
    Connection connection(port());
    return CreateAndReadToEnd(connection, bytes);
  }
  void ExpectBook(int64_t received, int64_t accepted) {
    EXPECT_EQ(sandbox().book().received, received);
    EXPECT_EQ(sandbox().book().accepted, accepted);
  }
};

TEST_F(Faults, AnswerWithANamedBody) {
  Script({.body = "429_rate_limit"});
  const HttpAnswer answer = CreateOnce();
  EXPECT_EQ(answer.status, 429);
  EXPECT_EQ(answer.body, Body("429_rate_limit").text);
  EXPECT_THAT(answer.head, HasSubstr("Retry-After: 60\r\n"));
  ExpectBook(1, 0);
  EXPECT_EQ(CreateOnce().status, 200) << "only one";
}

TEST_F(Faults, AnswerWithAnything) {
  Script({.status = 503, .text = "<html>", .headers = {{"Retry-After", "2"}, {"Content-Type", "text/html"}}});
  const HttpAnswer answer = CreateOnce();
  EXPECT_THAT(answer.head, HasSubstr("HTTP/1.1 503 Service Unavailable\r\n"));
  EXPECT_THAT(answer.head, HasSubstr("Content-Type: text/html\r\n"));
  EXPECT_THAT(answer.head, HasSubstr("Retry-After: 2\r\n"));
  EXPECT_EQ(answer.body, "<html>");
}

TEST_F(Faults, MayStoreTheRunBeforeAnError) {
  Script({.body = "500_html", .accept = true});
  EXPECT_EQ(CreateOnce().status, 500);
  ExpectBook(1, 1);
}

TEST_F(Faults, MayAnswerWithARunThatWasNotStored) {
  Script({.body = "200_created", .accept = false});
  EXPECT_EQ(CreateOnce().body, Body("200_created").text);
  ExpectBook(1, 0);
}

TEST_F(Faults, MaySendBytesThatBelongToNoRequest) {
  const std::string stray = "HTTP/1.1 429 Too Many Requests\r\nContent-Length: 0\r\n\r\n";
  Script({.stray = stray, .stray_delay = absl::Milliseconds(20)});
  Connection connection(port());
  EXPECT_EQ(connection.Ask(CreateText(OneDocument("d1"))).status, 200);
  EXPECT_EQ(connection.Read().status, 429) << "nobody has asked for it";
  EXPECT_EQ(connection.Ask(CreateText(OneDocument("d2"))).status, 200) << "the connection goes on";
  ExpectBook(2, 2);
}

TEST_F(Faults, MaySendTrailersWithoutEnd) {
  Script({.endless_trailers = true});
  Connection connection(port());
  connection.Send(CreateText(OneDocument("d1")));
  size_t bytes = 0;
  while (bytes < (size_t{4} << 20)) {
    const size_t more = connection.ReadSome();
    ASSERT_GT(more, 0u);
    bytes += more;
  }
  ExpectBook(1, 1);
}

TEST_F(Faults, EditTheAnswer) {
  Script({.edit = Edit::kTruncated});
  EXPECT_TRUE(Json::parse(CreateOnce().body, nullptr, false).is_discarded());
  Script({.edit = Edit::kInvalid});
  EXPECT_TRUE(Json::parse(CreateOnce().body, nullptr, false).is_discarded());
  Script({.edit = Edit::kWithoutRunId});
  const Json json = Json::parse(CreateOnce().body, nullptr, false);
  EXPECT_FALSE(json["data"].contains("run_id"));
  EXPECT_TRUE(json["data"].contains("task_ids"));
  ExpectBook(3, 3);
}

TEST_F(Faults, ChooseTheFormOfTheStatus) {
  Script({.status_form = StatusForm::kMap});
  EXPECT_THAT(CreateOnce().body, HasSubstr(R"("status":{"T)"));
  EXPECT_THAT(CreateOnce().body, HasSubstr(R"("status":"pending")"));
}

TEST_F(Faults, DelayTheAnswerOfARequestThatIsDone) {
  Script({.delay = absl::Milliseconds(150)});
  const auto start = std::chrono::steady_clock::now();
  Connection connection(port());
  connection.Send(CreateText(OneDocument("d1")));
  EXPECT_TRUE(sandbox().WaitFor([](const Book& book) { return book.accepted == 1; }, absl::Seconds(10)));
  EXPECT_EQ(connection.Read().status, 200);
  EXPECT_GE(std::chrono::steady_clock::now() - start, std::chrono::milliseconds(150));
}

TEST_F(Faults, CloseOnAccept) {
  Script({.close = Close::kOnAccept});
  Connection connection(port());
  EXPECT_EQ(connection.ReadToEnd(), End::kFin);
  EXPECT_EQ(CreateOnce().status, 200);
  ExpectBook(1, 1);
}

TEST_F(Faults, CloseOnTheFirstByte) {
  Script({.close = Close::kOnFirstByte});
  EXPECT_EQ(Connection(port()).Ask(GetText("/_sandbox/book")).status, 200) << "controls are spared";
  EXPECT_NE(CreateAndReadToEnd(), End::kNone);
  ExpectBook(0, 0);
}

TEST_F(Faults, CloseAfterTheHeaders) {
  Script({.close = Close::kAfterHeaders});
  Connection connection(port());
  const std::string text = CreateText(OneDocument("d1"));
  connection.Send(text.substr(0, text.find('{')));
  EXPECT_EQ(connection.ReadToEnd(), End::kFin);
  ExpectBook(0, 0);
}

TEST_F(Faults, CloseAfterTheWholeRequest) {
  Script({.close = Close::kAfterRequest});
  std::string bytes;
  EXPECT_EQ(CreateAndReadToEnd(&bytes), End::kFin);
  EXPECT_EQ(bytes, "");
  ExpectBook(1, 1);
}

TEST_F(Faults, CloseAfterTheWholeRequestWithoutDoingIt) {
  Script({.accept = false, .close = Close::kAfterRequest});
  EXPECT_EQ(CreateAndReadToEnd(), End::kFin);
  ExpectBook(1, 0);
}

TEST_F(Faults, ResetInsteadOfClosing) {
  Script({.close = Close::kAfterRequest, .reset = true});
  EXPECT_EQ(CreateAndReadToEnd(), End::kReset);
  Script({.close = Close::kOnAccept, .reset = true});
  EXPECT_EQ(CreateAndReadToEnd(), End::kReset);
}

TEST_F(Faults, CloseInTheMiddleOfTheAnswer) {
  Script({.close = Close::kMidResponse});
  std::string bytes;
  EXPECT_EQ(CreateAndReadToEnd(&bytes), End::kFin);
  EXPECT_THAT(bytes, HasSubstr("HTTP/1.1 200 OK\r\n"));
  EXPECT_THAT(bytes, Not(EndsWith("}")));
  ExpectBook(1, 1);
}

TEST_F(Faults, CloseAfterTheAnswerUnannounced) {
  Script({.close = Close::kAfterResponse});
  Connection connection(port());
  const HttpAnswer answer = connection.Ask(CreateText(OneDocument("d1")));
  EXPECT_EQ(answer.status, 200);
  EXPECT_THAT(answer.head, Not(HasSubstr("Connection:")));
  EXPECT_EQ(connection.ReadToEnd(), End::kFin);
}

TEST_F(Faults, CloseAnIdleConnectionAfterAWhile) {
  Script({.close = Close::kAfterResponse, .close_delay = absl::Milliseconds(100)});
  Connection connection(port());
  EXPECT_EQ(connection.Ask(CreateText(OneDocument("d1"))).status, 200);
  EXPECT_EQ(connection.ReadToEnd(), End::kFin);
}

TEST_F(Faults, ServeARequestThatComesBeforeTheIdleConnectionIsClosed) {
  Script({.close = Close::kAfterResponse, .close_delay = absl::Minutes(5)});
  Connection connection(port());
  EXPECT_EQ(connection.Ask(CreateText(OneDocument("d1"))).status, 200);
  EXPECT_EQ(connection.Ask(CreateText(OneDocument("d1"))).status, 200);
}

TEST_F(Faults, KillAReusedConnectionOnItsSecondRequest) {
  Script({.reused = true, .close = Close::kAfterRequest});
  EXPECT_EQ(CreateOnce().status, 200) << "a new connection is spared";
  Connection connection(port());
  EXPECT_EQ(connection.Ask(CreateText(OneDocument("d1"))).status, 200);
  EXPECT_EQ(CreateAndReadToEnd(connection), End::kFin);
  ExpectBook(3, 3);
}

TEST_F(Faults, KillAReusedConnectionOnTheFirstByteOfItsSecondRequest) {
  Script({.reused = true, .close = Close::kOnFirstByte});
  Connection connection(port());
  EXPECT_EQ(connection.Ask(CreateText(OneDocument("d1"))).status, 200);
  EXPECT_NE(CreateAndReadToEnd(connection), End::kNone);
  ExpectBook(1, 1);
}

TEST_F(Faults, DripTheAnswer) {
  Script({.drip = absl::Milliseconds(5), .drip_bytes = 20});
  const auto start = std::chrono::steady_clock::now();
  EXPECT_EQ(CreateOnce().status, 200);
  EXPECT_GE(std::chrono::steady_clock::now() - start, std::chrono::milliseconds(50));
}

TEST_F(Faults, SendWithoutEnd) {
  Script({.endless = true});
  Connection connection(port());
  connection.Send(CreateText(OneDocument("d1")));
  const HttpAnswer head = connection.Read();
  EXPECT_EQ(head.status, 200);
  EXPECT_THAT(head.head, HasSubstr("Transfer-Encoding: chunked\r\n"));
  // Each is far below the answer's bound, and none is the end.
  size_t read = 0;
  while (read < (size_t{4} << 20)) {
    const size_t got = connection.ReadSome();
    ASSERT_GT(got, 0u);
    read += got;
  }
}

TEST_F(Faults, HitTheirDocumentOnly) {
  Script({.match_key = "document_id", .match_value = "d2", .body = "500_html"});
  Connection connection(port());
  EXPECT_EQ(connection.Ask(CreateText(OneDocument("d1"))).status, 200);
  EXPECT_EQ(connection.Ask(CreateText(OneDocument("d2"))).status, 500);
  EXPECT_EQ(connection.Ask(CreateText(OneDocument("d2"))).status, 200);
}

TEST_F(Faults, LetARequestPass) {
  Script({});
  Script({.body = "502_html"});
  EXPECT_EQ(CreateOnce().status, 200);
  EXPECT_EQ(CreateOnce().status, 502);
}

TEST_F(Faults, AreForgotten) {
  Script({.count = 0, .body = "502_html"});
  EXPECT_EQ(CreateOnce().status, 502);
  EXPECT_EQ(CreateOnce().status, 502);
  sandbox().ClearFaults();
  EXPECT_EQ(CreateOnce().status, 200);
}

}  // namespace
}  // namespace unpod::sandbox
