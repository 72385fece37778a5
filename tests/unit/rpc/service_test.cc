// The service on a real gRPC server over loopback, with an upstream that the test plays.
#include <gmock/gmock.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>
#include <gtest/gtest.h>

#include <chrono>
#include <future>
#include <memory>
#include <string>
#include <vector>

#include "server/flow/task_creator.h"
#include "server/rpc/task_service.h"
#include "tests/testing/fake_transport.h"
#include "unpod/status/v1/status_details.pb.h"
#include "unpod_task/v1/task_service.grpc.pb.h"

namespace unpod::rpc {
namespace {

using std::chrono::seconds;
using std::chrono::system_clock;
using ::unpod::testing::FakeUpstream;
using unpod_task::v1::CreateTaskRequest;
using unpod_task::v1::CreateTaskResponse;

class Service : public ::testing::Test {
 protected:
  Service() : creator_(Options(), 1, upstream_.MakeTransport()), service_(creator_, RpcOptions()) {
    grpc::ServerBuilder builder;
    int port = 0;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
    builder.RegisterService(&service_);
    server_ = builder.BuildAndStart();
    channel_ = grpc::CreateChannel("127.0.0.1:" + std::to_string(port), grpc::InsecureChannelCredentials());
    stub_ = unpod_task::v1::TaskService::NewStub(channel_);
  }
  ~Service() override {
    server_->Shutdown(system_clock::now() + seconds(5));
    EXPECT_TRUE(creator_.Drain(base::MonotonicNow() + seconds(10)));
  }

  static flow::Options Options() {
    flow::Options options;
    options.base_url = "https://unpod.ai";
    options.service_token->Set({base::Secret("service-token")});
    return options;
  }

  static CreateTaskRequest ARequest() {
    CreateTaskRequest request;
    request.set_space_token("SPACE");
    request.set_pilot("pilot");
    request.add_documents()->set_contact_number("1234567890");
    return request;
  }

  struct Call {
    grpc::ClientContext context;
    CreateTaskRequest request = ARequest();
    CreateTaskResponse response;
    std::promise<grpc::Status> promise;
    std::future<grpc::Status> status = promise.get_future();

    std::string Execution() {
      status::v1::Status whole;
      status::v1::ErrorInfo info;
      EXPECT_TRUE(whole.ParseFromString(done.error_details()));
      for (const auto& any : whole.details()) {
        if (any.type_url() != "type.googleapis.com/google.rpc.ErrorInfo") continue;
        EXPECT_TRUE(info.ParseFromString(any.value()));
      }
      const auto found = info.metadata().find("execution");
      return found == info.metadata().end() ? "" : found->second;
    }
    grpc::Status& Wait() {
      done = status.get();
      return done;
    }
    grpc::Status done;
  };

  std::unique_ptr<Call> Start() {
    auto call = std::make_unique<Call>();
    StartCall(*call);
    return call;
  }
  void StartCall(Call& call) {
    call.context.set_deadline(system_clock::now() + seconds(20));
    stub_->async()->CreateTask(&call.context, &call.request, &call.response,
                               [&call](const grpc::Status& status) { call.promise.set_value(status); });
  }

  FakeUpstream upstream_;
  flow::TaskCreator creator_;
  TaskService service_;
  std::unique_ptr<grpc::Server> server_;
  std::shared_ptr<grpc::Channel> channel_;
  std::unique_ptr<unpod_task::v1::TaskService::Stub> stub_;
};

TEST_F(Service, AnswersCreated) {
  upstream_.SetScript([](int, const http::Request&) { return FakeUpstream::Created(); });
  auto call = Start();
  ASSERT_TRUE(call->Wait().ok()) << call->done.error_message();
  EXPECT_EQ(call->response.run_id(), "R1");
  EXPECT_EQ(call->response.results(0).task_id(), "T1");
  EXPECT_EQ(call->response.results(0).state(), unpod_task::v1::TASK_STATE_PENDING);
}

TEST_F(Service, SaysNotStartedWithItsReason) {
  auto call = std::make_unique<Call>();
  call->request.clear_pilot();
  StartCall(*call);
  EXPECT_EQ(call->Wait().error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(call->Execution(), "not_started");
  EXPECT_EQ(call->context.GetServerTrailingMetadata().count("grpc-retry-pushback-ms"), 0u);
  EXPECT_EQ(upstream_.attempts(), 0);
}

TEST_F(Service, ForbidsRetriesOfAnUnknownOutcome) {
  upstream_.SetScript([](int, const http::Request&) { return FakeUpstream::Status(500); });
  auto call = Start();
  EXPECT_EQ(call->Wait().error_code(), grpc::StatusCode::UNKNOWN);
  EXPECT_EQ(call->Execution(), "unknown");
  const auto& trailers = call->context.GetServerTrailingMetadata();
  ASSERT_EQ(trailers.count("grpc-retry-pushback-ms"), 1u);
  EXPECT_EQ(trailers.find("grpc-retry-pushback-ms")->second, "-1");
}

TEST_F(Service, UsesTheCallersTokenAndRefusesABrokenOne) {
  std::string authorization;
  upstream_.SetScript([&](int, const http::Request& request) {
    authorization = request.headers.front();
    return FakeUpstream::Created();
  });
  auto call = std::make_unique<Call>();
  call->context.AddMetadata("unpod-api-token", "callers-token");
  StartCall(*call);
  EXPECT_TRUE(call->Wait().ok());
  EXPECT_EQ(authorization, "Authorization: Token callers-token");

  call = std::make_unique<Call>();
  call->context.AddMetadata("unpod-api-token", "with a space");
  StartCall(*call);
  EXPECT_EQ(call->Wait().error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(call->done.error_details().find("with a space"), std::string::npos);
}

TEST_F(Service, PreviewsWithoutSending) {
  auto call = std::make_unique<Call>();
  call->request.set_validate_only(true);
  StartCall(*call);
  ASSERT_TRUE(call->Wait().ok());
  EXPECT_EQ(call->response.preview().path(), "/api/v2/platform/spaces/SPACE/tasks/create/");
  EXPECT_THAT(call->response.preview().body(), ::testing::HasSubstr("1234567890"));
  EXPECT_EQ(call->response.SerializeAsString().find("service-token"), std::string::npos);
  EXPECT_EQ(upstream_.attempts(), 0);
}

// Bytes that are no message, and a server that still serves.
TEST_F(Service, AnswersBytesThatAreNoMessage) {
  grpc::GenericStub generic(channel_);
  const grpc::Slice slice(std::string("\xff\xff\xff"));
  const grpc::ByteBuffer bytes(&slice, 1);
  grpc::ByteBuffer answer;
  grpc::ClientContext context;
  std::promise<grpc::Status> status;
  generic.UnaryCall(&context, "/unpod_task.v1.TaskService/CreateTask", grpc::StubOptions(), &bytes, &answer,
                    [&](const grpc::Status& done) { status.set_value(done); });
  EXPECT_EQ(status.get_future().get().error_code(), grpc::StatusCode::INTERNAL);
  upstream_.SetScript([](int, const http::Request&) { return FakeUpstream::Created(); });
  EXPECT_TRUE(Start()->Wait().ok());
}

TEST_F(Service, ACancelledCallEndsAndItsAttemptTooIfNothingHadLeft) {
  auto call = Start();
  ASSERT_TRUE(upstream_.WaitForAttempts(1));
  call->context.TryCancel();
  EXPECT_EQ(call->Wait().error_code(), grpc::StatusCode::CANCELLED);
  EXPECT_TRUE(creator_.Drain(base::MonotonicNow() + seconds(10)));
  EXPECT_EQ(upstream_.cancelled(), 1);
}

TEST_F(Service, ACancelledCallLeavesWhatWasSentRunning) {
  auto call = Start();
  ASSERT_TRUE(upstream_.WaitForAttempts(1));
  upstream_.LetLeave(1);
  call->context.TryCancel();
  EXPECT_EQ(call->Wait().error_code(), grpc::StatusCode::CANCELLED);
  EXPECT_EQ(upstream_.cancelled(), 0);
  upstream_.Answer(1, FakeUpstream::Created());
}

TEST_F(Service, AnswersEachOfManyCallsAtOnce) {
  upstream_.SetScript([](int, const http::Request&) { return FakeUpstream::Created(); });
  std::vector<std::unique_ptr<Call>> calls;
  for (int i = 0; i < 200; ++i) calls.push_back(Start());
  for (auto& call : calls) EXPECT_TRUE(call->Wait().ok());
  EXPECT_EQ(upstream_.attempts(), 200);
}

TEST_F(Service, ShutsDownWithCallsInFlight) {
  std::vector<std::unique_ptr<Call>> calls;
  for (int i = 0; i < 20; ++i) calls.push_back(Start());
  ASSERT_TRUE(upstream_.WaitForAttempts(20));
  for (int i = 1; i <= 10; ++i) upstream_.LetLeave(i);
  server_->Shutdown(system_clock::now() + std::chrono::milliseconds(100));
  for (auto& call : calls) EXPECT_FALSE(call->Wait().ok());
  for (int i = 1; i <= 10; ++i) upstream_.Answer(i, FakeUpstream::Created());
}

}  // namespace
}  // namespace unpod::rpc
