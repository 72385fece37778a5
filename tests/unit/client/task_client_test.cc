#include "client/task_client.h"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <sys/socket.h>
#include <unistd.h>

#include <fstream>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "tests/unit/client/fake_task_service.h"
#include "tests/unit/client/test_certificate.h"

namespace unpod::client {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

unpod_task::v1::CreateTaskRequest ARequest() {
  unpod_task::v1::CreateTaskRequest request;
  request.set_space_token("8KZAMRAHSXXXXXXMAYNASMJC");
  request.set_pilot("space-agent-x");
  request.add_documents()->set_contact_number("+1 555 0100");
  return request;
}

std::unique_ptr<TaskClient> ClientOf(Options options) {
  auto client = TaskClient::Make(options);
  EXPECT_TRUE(client.ok()) << client.status();
  return *std::move(client);
}

std::string WriteFile(const std::string& name, const std::string& content) {
  std::string path = absl::StrCat(testing::TempDir(), "/", name, ".", getpid());
  std::ofstream(path, std::ios::binary) << content;
  return path;
}

// Accepts connections (the kernel does) and never says a word.
class SilentListener {
 public:
  SilentListener() : socket_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    bind(socket_, reinterpret_cast<sockaddr*>(&address), size);
    listen(socket_, 8);
    getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size);
    address_ = absl::StrCat("127.0.0.1:", ntohs(address.sin_port));
  }
  ~SilentListener() { close(socket_); }
  SilentListener(const SilentListener&) = delete;
  SilentListener& operator=(const SilentListener&) = delete;
  const std::string& address() const { return address_; }

 private:
  int socket_;
  std::string address_;
};

TEST(TaskClient, GivesTheResponse) {
  FakeTaskService service;
  CreateTaskResult result = ClientOf({.address = service.address()})->CreateTask(ARequest());
  ASSERT_TRUE(result.ok()) << result.error().message;
  EXPECT_EQ(result.response().run_id(), "R74802366fe9011f0878d43cd8a99e069");
  EXPECT_EQ(result.response().results_size(), 1);
}

TEST(TaskClient, SetsADeadlineAndARequestIdByItself) {
  FakeTaskService service;
  CreateTaskResult result = ClientOf({.address = service.address()})->CreateTask(ARequest());
  ASSERT_THAT(service.calls(), SizeIs(1));
  // gRPC rounds the time up by as much as a hundredth on its way.
  EXPECT_LE(service.calls()[0].time_left, absl::Seconds(66));
  EXPECT_GT(service.calls()[0].time_left, absl::Seconds(45));
  EXPECT_THAT(service.calls()[0].request.request_id(), SizeIs(36));
  EXPECT_EQ(service.calls()[0].request.request_id(), result.request_id());
}

TEST(TaskClient, KeepsTheCallersRequestIdAndDeadline) {
  FakeTaskService service;
  unpod_task::v1::CreateTaskRequest request = ARequest();
  request.set_request_id("order-17");
  CreateTaskResult result = ClientOf({.address = service.address()})->CreateTask(request, absl::Seconds(9));
  EXPECT_EQ(result.request_id(), "order-17");
  ASSERT_THAT(service.calls(), SizeIs(1));
  EXPECT_EQ(service.calls()[0].request.request_id(), "order-17");
  EXPECT_LE(service.calls()[0].time_left, absl::Seconds(10));
}

TEST(TaskClient, SendsTheCallersToken) {
  FakeTaskService service;
  ClientOf({.address = service.address(), .api_token = "caller-token"})->CreateTask(ARequest());
  ClientOf({.address = service.address()})->CreateTask(ARequest());
  ASSERT_THAT(service.calls(), SizeIs(2));
  EXPECT_EQ(service.calls()[0].metadata.find("unpod-api-token")->second, "caller-token");
  EXPECT_EQ(service.calls()[1].metadata.count("unpod-api-token"), 0u);
}

TEST(TaskClient, DecodesTheErrorOfACall) {
  FakeTaskService service;
  service.Fail(absl::StatusCode::kInvalidArgument, "1 field is wrong",
               Details()
                   .Info("INVALID_REQUEST", {{"execution", "not_started"}})
                   .Violation("documents[0].contact_number", "is no number")
                   .Serialize());
  CreateTaskResult result = ClientOf({.address = service.address()})->CreateTask(ARequest());
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().code, absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(result.error().reason, "INVALID_REQUEST");
  EXPECT_EQ(result.error().execution, Execution::kNotStarted);
  EXPECT_THAT(result.error().violations, SizeIs(1));
}

TEST(TaskClient, SendsOnceEvenWhenTheServiceIsUnavailable) {
  FakeTaskService service;
  service.Fail(absl::StatusCode::kUnavailable, "try again");
  CreateTaskResult result = ClientOf({.address = service.address()})->CreateTask(ARequest());
  EXPECT_THAT(service.calls(), SizeIs(1));
  EXPECT_EQ(VerdictOf(result.error()), Verdict::kUnknown);
}

TEST(TaskClient, RepeatsUnderTheSameRequestIdWhereThatIsSafe) {
  FakeTaskService service;
  service.FailNext(
      1, absl::StatusCode::kUnknown, "lost",
      Details().Info("CONNECTION_LOST", {{"execution", "unknown"}, {"repeat", "safe"}}).Serialize());
  auto client = ClientOf({.address = service.address(), .max_attempts = 3});
  CreateTaskResult result = client->CreateTask(ARequest());
  EXPECT_TRUE(result.ok()) << result.error().message;
  ASSERT_THAT(service.calls(), SizeIs(2));
  EXPECT_EQ(service.calls()[0].request.SerializeAsString(), service.calls()[1].request.SerializeAsString());
  EXPECT_EQ(service.calls()[1].request.request_id(), result.request_id());

  service.FailNext(2, absl::StatusCode::kUnavailable, "the connection broke");
  EXPECT_TRUE(client->CreateTask(ARequest()).ok());
  EXPECT_THAT(service.calls(), SizeIs(2 + 3));
}

TEST(TaskClient, RepeatsNothingElse) {
  FakeTaskService service;
  auto client = ClientOf({.address = service.address(), .max_attempts = 3});
  service.Fail(absl::StatusCode::kUnknown, "", Details().Info("R", {{"execution", "unknown"}}).Serialize());
  EXPECT_FALSE(client->CreateTask(ARequest()).ok());
  service.Fail(absl::StatusCode::kInternal, "no word of the service");
  EXPECT_FALSE(client->CreateTask(ARequest()).ok());
  service.Fail(absl::StatusCode::kUnavailable, "",
               Details().Info("UPSTREAM_UNREACHABLE", {{"execution", "not_started"}}).Serialize());
  EXPECT_FALSE(client->CreateTask(ARequest()).ok());
  EXPECT_THAT(service.calls(), SizeIs(3));
}

TEST(TaskClient, EndsRepeatingWithItsAttemptsAndItsDeadline) {
  FakeTaskService service;
  service.Fail(absl::StatusCode::kUnavailable, "the connection broke");
  auto client = ClientOf({.address = service.address(), .max_attempts = 2});
  EXPECT_EQ(VerdictOf(client->CreateTask(ARequest()).error()), Verdict::kUnknown);
  EXPECT_THAT(service.calls(), SizeIs(2));
  client = ClientOf({.address = service.address(), .max_attempts = 1000});
  const absl::Time start = absl::Now();
  EXPECT_EQ(VerdictOf(client->CreateTask(ARequest(), absl::Milliseconds(500)).error()), Verdict::kUnknown);
  EXPECT_LT(absl::Now() - start, absl::Seconds(5));
  EXPECT_LT(service.calls().size(), 2u + 4u);
}

TEST(TaskClient, StaysUnsureWhenOnlyALaterAttemptWasCertainlyNotExecuted) {
  FakeTaskService service;
  auto client = ClientOf({.address = service.address(), .max_attempts = 3});
  service.Fail(absl::StatusCode::kUnavailable, "",
               Details().Info("LEDGER_UNAVAILABLE", {{"execution", "not_started"}}).Serialize());
  service.FailNext(1, absl::StatusCode::kUnavailable, "the connection broke");
  CreateTaskResult result = client->CreateTask(ARequest());
  EXPECT_THAT(service.calls(), SizeIs(3));
  EXPECT_EQ(VerdictOf(result.error()), Verdict::kUnknown) << "the first attempt may have placed the calls";
  EXPECT_EQ(result.error().message, "the connection broke");

  service.DieDuringTheCall();
  EXPECT_EQ(VerdictOf(client->CreateTask(ARequest()).error()), Verdict::kUnknown)
      << "nobody listens any more, but somebody did";
}

TEST(TaskClient, AsksTheLedger) {
  FakeTaskService service;
  service.SetRecords({ARecord("b", unpod_task::v1::REQUEST_STATE_CREATED),
                      ARecord("a", unpod_task::v1::REQUEST_STATE_UNKNOWN)});
  auto client = ClientOf({.address = service.address()});
  unpod_task::v1::GetRequestRequest get;
  get.set_space_token("S");
  get.set_request_id("a");
  EXPECT_EQ(std::get<unpod_task::v1::RequestRecord>(client->GetRequest(get)).failure().reason(),
            "UPSTREAM_ERROR");
  unpod_task::v1::ResolveRequestRequest resolve;
  resolve.set_space_token("S");
  resolve.set_request_id("a");
  resolve.set_resolution(unpod_task::v1::ResolveRequestRequest::RESOLUTION_FORGET);
  EXPECT_EQ(std::get<unpod_task::v1::ResolveRequestResponse>(client->ResolveRequest(resolve)).settled_count(),
            1);
  EXPECT_EQ(std::get<Error>(client->GetRequest(get)).reason, "REQUEST_NOT_FOUND");
  unpod_task::v1::ListRequestsRequest list;
  list.set_page_size(5);
  EXPECT_EQ(std::get<unpod_task::v1::ListRequestsResponse>(client->ListRequests(list)).requests_size(), 1);
  service.Stop();
  // Until its end of the connection is seen here a call may leave on it.
  bool was_sent = true;
  for (int i = 0; i < 100 && was_sent; ++i) {
    was_sent = std::get<Error>(client->ListRequests(list, absl::Seconds(9))).sent;
  }
  EXPECT_FALSE(was_sent);
}

TEST(TaskClient, KnowsThatNothingWasSentToAClosedPort) {
  FakeTaskService service;
  service.Stop();
  CreateTaskResult result = ClientOf({.address = service.address()})->CreateTask(ARequest());
  ASSERT_FALSE(result.ok());
  EXPECT_FALSE(result.error().sent);
  EXPECT_EQ(result.error().execution, Execution::kNotStarted);
  EXPECT_EQ(VerdictOf(result.error()), Verdict::kUnreachable);
  EXPECT_THAT(result.error().message, HasSubstr(service.address()));
  EXPECT_THAT(result.error().message, HasSubstr("refused"));
}

TEST(TaskClient, KnowsThatNothingWasSentToAServerThatNeverSpeaks) {
  SilentListener listener;
  CreateTaskResult result =
      ClientOf({.address = listener.address()})->CreateTask(ARequest(), absl::Milliseconds(200));
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().code, absl::StatusCode::kDeadlineExceeded);
  EXPECT_EQ(VerdictOf(result.error()), Verdict::kUnreachable);
}

TEST(TaskClient, DoesNotKnowTheOutcomeWhenTheDeadlineRunsOut) {
  FakeTaskService service;
  service.NeverAnswer();
  CreateTaskResult result =
      ClientOf({.address = service.address()})->CreateTask(ARequest(), absl::Milliseconds(300));
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().code, absl::StatusCode::kDeadlineExceeded);
  EXPECT_EQ(VerdictOf(result.error()), Verdict::kUnknown);
}

TEST(TaskClient, DoesNotKnowTheOutcomeWhenTheServerDiesDuringTheCall) {
  FakeTaskService service;
  service.DieDuringTheCall();
  CreateTaskResult result = ClientOf({.address = service.address()})->CreateTask(ARequest());
  ASSERT_FALSE(result.ok());
  EXPECT_THAT(service.calls(), SizeIs(1));
  EXPECT_EQ(VerdictOf(result.error()), Verdict::kUnknown) << result.error().message;
}

TEST(TaskClient, DoesNotTakeAnOkWithoutRunIdForSuccess) {
  FakeTaskService service;
  service.Answer({});
  auto client = ClientOf({.address = service.address()});
  CreateTaskResult result = client->CreateTask(ARequest());
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(VerdictOf(result.error()), Verdict::kUnknown);
  unpod_task::v1::CreateTaskRequest validate = ARequest();
  validate.set_validate_only(true);
  EXPECT_TRUE(client->CreateTask(validate).ok());
}

TEST(TaskClient, SpeaksTlsWithAnAuthorityOfItsOwn) {
  TestCertificate certificate = MakeTestCertificate();
  FakeTaskService service(certificate);
  std::string file = WriteFile("ca.pem", certificate.certificate_pem);
  CreateTaskResult result =
      ClientOf({.address = service.address(), .ca_file = file, .api_token = "t"})->CreateTask(ARequest());
  EXPECT_TRUE(result.ok()) << result.error().message;
}

TEST(TaskClient, SendsNothingToAServerThatItDoesNotTrust) {
  FakeTaskService service(MakeTestCertificate());
  std::string file = WriteFile("other_ca.pem", MakeTestCertificate().certificate_pem);
  CreateTaskResult result = ClientOf({.address = service.address(), .ca_file = file})->CreateTask(ARequest());
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(VerdictOf(result.error()), Verdict::kUnreachable) << result.error().message;
  EXPECT_THAT(result.error().message, HasSubstr("certificate"));
  EXPECT_THAT(service.calls(), IsEmpty());
}

TEST(TaskClient, RefusesOptionsThatCannotWork) {
  auto message = [](const Options& options) {
    return std::string(TaskClient::Make(options).status().message());
  };
  EXPECT_THAT(message({.address = "localhost"}), HasSubstr("address: "));
  EXPECT_THAT(message({.default_deadline = absl::ZeroDuration()}), HasSubstr("default_deadline: "));
  EXPECT_THAT(message({.max_attempts = 0}), HasSubstr("max_attempts: "));
  EXPECT_THAT(message({.ca_file = "/does/not/exist"}), HasSubstr("ca_file: "));
  EXPECT_THAT(message({.ca_file = WriteFile("no.pem", "hello")}), HasSubstr("ca_file: "));
  EXPECT_THAT(message({.api_token = "a b"}), HasSubstr("api_token: "));
  EXPECT_THAT(message({.api_token = "a\r\nb"}), HasSubstr("api_token: "));
}

TEST(TaskClient, KeepsTheTokenFromOtherMachinesWithoutTls) {
  EXPECT_FALSE(TaskClient::Make({.address = "tasks.example.com:50051", .api_token = "t"}).ok());
  EXPECT_TRUE(TaskClient::Make({.address = "tasks.example.com:443", .tls = true, .api_token = "t"}).ok());
  EXPECT_TRUE(TaskClient::Make({.address = "tasks.example.com:50051"}).ok());
  EXPECT_TRUE(
      TaskClient::Make({.address = "tasks.example.com:1", .api_token = "t", .allow_token_without_tls = true})
          .ok());
}

TEST(TaskClient, AsksForHealth) {
  FakeTaskService service;
  auto client = ClientOf({.address = service.address()});
  const std::string name = "unpod_task.v1.TaskService";
  EXPECT_EQ(std::get<Serving>(client->CheckHealth(name, absl::Seconds(9))), Serving::kServing);
  EXPECT_EQ(std::get<Serving>(client->CheckHealth("", absl::Seconds(9))), Serving::kServing);
  service.SetServing(false);
  EXPECT_EQ(std::get<Serving>(client->CheckHealth(name, absl::Seconds(9))), Serving::kNotServing);
  EXPECT_EQ(std::get<Error>(client->CheckHealth("no.such.Service", absl::Seconds(9))).code,
            absl::StatusCode::kNotFound);
  service.Stop();
  // A question that leaves on the old connection before its end is seen was sent. The next ones find nobody.
  const absl::Time patience = absl::Now() + absl::Seconds(30);
  bool sent = true;
  while (sent && absl::Now() < patience) {
    sent = std::get<Error>(client->CheckHealth(name, absl::Seconds(9))).sent;
  }
  EXPECT_FALSE(sent);
}

}  // namespace
}  // namespace unpod::client
