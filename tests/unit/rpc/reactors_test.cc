// Each kind of RPC on a real gRPC server over loopback, with an upstream that the test plays and a ledger in
// memory.
#include <gmock/gmock.h>
#include <google/protobuf/descriptor.h>
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

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "server/flow/task_creator.h"
#include "server/ledger/memory_store.h"
#include "server/rpc/call_context.h"
#include "server/rpc/ledger_service.h"
#include "server/rpc/task_service.h"
#include "tests/testing/fake_transport.h"
#include "unpod_task/v1/task_service.grpc.pb.h"

namespace unpod::rpc {
namespace {

namespace v1 = unpod_task::v1;
using std::chrono::seconds;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::unpod::testing::FakeUpstream;

std::unique_ptr<ledger::Ledger> ALedgerInMemory() {
  auto ledger = std::make_unique<ledger::Ledger>(
      std::make_unique<ledger::MemoryStore>(ledger::StoreOptions()), [](bool /*writable*/) {});
  EXPECT_TRUE(ledger->Open().ok());
  return ledger;
}

flow::Options OptionsWithToken() {
  flow::Options options;
  options.base_url = "https://unpod.ai";
  options.service_token->Set({base::Secret("service-token")});
  return options;
}

class Reactors : public ::testing::Test {
 protected:
  Reactors()
      : creator_(OptionsWithToken(), 1, upstream_.MakeTransport(), ALedgerInMemory()),
        task_service_(creator_, RpcOptions()),
        ledger_service_(creator_, RpcOptions()) {
    grpc::ServerBuilder builder;
    int port = 0;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
    builder.RegisterService(&task_service_);
    builder.RegisterService(&ledger_service_);
    server_ = builder.BuildAndStart();
    channel_ = grpc::CreateChannel(absl::StrCat("127.0.0.1:", port), grpc::InsecureChannelCredentials());
    tasks_ = v1::TaskService::NewStub(channel_);
    ledger_ = v1::LedgerService::NewStub(channel_);
    UpstreamAnswers(FakeUpstream::Created());
  }
  ~Reactors() override {
    server_->Shutdown(std::chrono::system_clock::now() + seconds(5));
    EXPECT_TRUE(creator_.Drain(base::MonotonicNow() + seconds(10)));
  }

  struct Context : grpc::ClientContext {
    Context() { set_deadline(std::chrono::system_clock::now() + seconds(20)); }
    // "not_started INVALID_REQUEST safe": what the trailers say.
    std::string Verdict() const {
      std::vector<std::string> parts;
      for (const char* key : {kExecutionKey, kReasonKey, kRepeatKey}) {
        const auto found = GetServerTrailingMetadata().find(key);
        if (found != GetServerTrailingMetadata().end()) {
          parts.emplace_back(found->second.data(), found->second.size());
        }
      }
      return absl::StrJoin(parts, " ");
    }
  };

  void UpstreamAnswers(const http::Result& result) {
    upstream_.SetScript([result](int, const http::Request&) { return result; });
  }

  // What a call of this method ends with that sends bytes which are no message.
  std::string SendJunkTo(const std::string& method) {
    grpc::GenericStub generic(channel_);
    const grpc::Slice slice(std::string("\xff\xff\xff"));
    const grpc::ByteBuffer bytes(&slice, 1);
    grpc::ByteBuffer answer;
    Context context;
    std::promise<grpc::Status> ended;
    generic.UnaryCall(&context, method, grpc::StubOptions(), &bytes, &answer,
                      [&](const grpc::Status& status) { ended.set_value(status); });
    const grpc::Status status = ended.get_future().get();
    return absl::StrCat(static_cast<int>(status.error_code()), " ", context.Verdict());
  }

  static v1::CreateTaskRequest ARequest(const std::string& request_id = "") {
    v1::CreateTaskRequest request;
    request.set_space_token("SPACE");
    request.set_pilot("pilot");
    request.set_request_id(request_id);
    request.add_documents()->set_contact_number("1234567890");
    return request;
  }
  grpc::Status Create(const v1::CreateTaskRequest& request) {
    Context context;
    v1::CreateTaskResponse response;
    return tasks_->CreateTask(&context, request, &response);
  }

  FakeUpstream upstream_;
  flow::TaskCreator creator_;
  TaskService task_service_;
  LedgerService ledger_service_;
  std::unique_ptr<grpc::Server> server_;
  std::shared_ptr<grpc::Channel> channel_;
  std::unique_ptr<v1::TaskService::Stub> tasks_;
  std::unique_ptr<v1::LedgerService::Stub> ledger_;
};

TEST_F(Reactors, OfAllMethodsAnswerBytesThatAreNoMessageInTheSameWay) {
  const auto& pool = *google::protobuf::DescriptorPool::generated_pool();
  int methods = 0;
  for (const char* name : {"unpod_task.v1.TaskService", "unpod_task.v1.LedgerService"}) {
    const auto* service = pool.FindServiceByName(name);
    ASSERT_NE(service, nullptr);
    for (int i = 0; i < service->method_count(); ++i, ++methods) {
      const std::string method = absl::StrCat("/", name, "/", service->method(i)->name());
      EXPECT_EQ(SendJunkTo(method), absl::StrCat(static_cast<int>(grpc::StatusCode::INTERNAL),
                                                 " not_started INVALID_REQUEST safe"))
          << method;
    }
  }
  EXPECT_EQ(methods, 15);
  EXPECT_EQ(upstream_.attempts(), 0);
}

TEST_F(Reactors, ACreateTaskNamesAllThatIsWrongAtOnce) {
  v1::CreateTaskRequest request = ARequest();
  request.clear_pilot();
  request.mutable_policy()->set_duplicate(v1::HANDLING_SKIP);
  Context context;
  context.AddMetadata(kApiTokenKey, "with a space");
  v1::CreateTaskResponse response;
  const grpc::Status status = tasks_->CreateTask(&context, request, &response);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_THAT(status.error_details(), AllOf(HasSubstr("metadata unpod-api-token"),
                                            HasSubstr("policy.duplicate"), HasSubstr("pilot")));
  EXPECT_EQ(context.Verdict(), "not_started INVALID_REQUEST safe");
  EXPECT_EQ(upstream_.attempts(), 0);
}

TEST_F(Reactors, ACreateTaskTellsTheHeaderThatItIsRememberedBy) {
  const std::string id = "0f8fad5b-d9cb-469f-a165-70867728950e";
  Context context;
  context.AddMetadata(kRequestIdHeader, id);
  v1::CreateTaskResponse response;
  ASSERT_TRUE(tasks_->CreateTask(&context, ARequest(), &response).ok());
  EXPECT_EQ(response.request_id(), id);
  EXPECT_EQ(context.GetServerInitialMetadata().count(kRequestIdKey), 1u);

  Context again;
  again.AddMetadata(kRequestIdHeader, id);
  ASSERT_TRUE(tasks_->CreateTask(&again, ARequest(), &response).ok());
  EXPECT_EQ(again.GetServerInitialMetadata().count(kReplayedKey), 1u);
  EXPECT_EQ(upstream_.attempts(), 1);

  v1::CreateTaskRequest preview = ARequest();
  preview.set_validate_only(true);
  Context previewing;
  previewing.AddMetadata(kRequestIdHeader, id);
  ASSERT_TRUE(tasks_->CreateTask(&previewing, preview, &response).ok());
  EXPECT_EQ(previewing.GetServerInitialMetadata().count(kRequestIdKey), 0u) << "nothing is remembered";
}

TEST_F(Reactors, AReadGivesThePageAndSaysWhatWasLeftOut) {
  UpstreamAnswers(FakeUpstream::Status(200, R"({"count":3,"data":[{"run_id":"R1"},{"run_id":"R2"},7]})"));
  v1::ListRunsRequest request;
  request.set_space_token("SPACE");
  v1::ListRunsResponse response;
  Context context;
  ASSERT_TRUE(tasks_->ListRuns(&context, request, &response).ok());
  ASSERT_EQ(response.runs_size(), 2);
  EXPECT_EQ(response.runs(1).run_id(), "R2");
  EXPECT_EQ(context.GetServerInitialMetadata().count(kSkippedKey), 1u);
}

TEST_F(Reactors, AReadThatIsRefusedSaysSo) {
  UpstreamAnswers(FakeUpstream::Status(403));
  v1::GetSpaceRequest request;
  request.set_space_token("SPACE");
  v1::GetSpaceResponse response;
  Context context;
  EXPECT_EQ(tasks_->GetSpace(&context, request, &response).error_code(), grpc::StatusCode::PERMISSION_DENIED);
  EXPECT_THAT(context.Verdict(), HasSubstr("not_started"));

  Context wrong;
  request.set_space_token("not a token");
  request.set_org_handle("two\nlines");
  const grpc::Status status = tasks_->GetSpace(&wrong, request, &response);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_THAT(status.error_details(), AllOf(HasSubstr("space_token"), HasSubstr("org_handle")));
}

TEST_F(Reactors, TheLedgerTellsWhatHasBecomeOfARequest) {
  ASSERT_TRUE(Create(ARequest("order-1")).ok());
  v1::GetRequestRequest request;
  request.set_space_token("SPACE");
  request.set_request_id("order-1");
  v1::GetRequestResponse response;
  Context context;
  ASSERT_TRUE(tasks_->GetRequest(&context, request, &response).ok());
  EXPECT_EQ(response.request().state(), v1::REQUEST_STATE_CREATED);
  ASSERT_EQ(response.request().results_size(), 1);
  EXPECT_EQ(response.request().results(0).task_id(), "T1");

  request.set_request_id("order-2");
  Context absent;
  EXPECT_EQ(tasks_->GetRequest(&absent, request, &response).error_code(), grpc::StatusCode::NOT_FOUND);

  v1::ListRequestsResponse listed;
  Context listing;
  ASSERT_TRUE(ledger_->ListRequests(&listing, {}, &listed).ok());
  ASSERT_EQ(listed.requests_size(), 1);
  EXPECT_EQ(listed.requests(0).request_id(), "order-1");
}

TEST_F(Reactors, OnlyWhatIsUnknownIsResolved) {
  ASSERT_TRUE(Create(ARequest("order-1")).ok());
  UpstreamAnswers(FakeUpstream::Status(500));
  EXPECT_FALSE(Create(ARequest("order-2")).ok());

  v1::ResolveRequestRequest request;
  request.set_space_token("SPACE");
  request.set_resolution(v1::ResolveRequestRequest::RESOLUTION_NOT_STARTED);
  request.set_request_id("order-1");
  v1::ResolveRequestResponse response;
  Context known;
  EXPECT_EQ(ledger_->ResolveRequest(&known, request, &response).error_code(),
            grpc::StatusCode::FAILED_PRECONDITION);
  EXPECT_EQ(known.Verdict(), "not_started REQUEST_NOT_UNKNOWN safe");

  request.set_request_id("order-2");
  Context unknown;
  const grpc::Status status = ledger_->ResolveRequest(&unknown, request, &response);
  ASSERT_TRUE(status.ok()) << status.error_message();
  EXPECT_EQ(response.settled_count(), 1);
  EXPECT_EQ(response.request().state(), v1::REQUEST_STATE_NOT_STARTED);
}

TEST_F(Reactors, AWatchTellsOfARunUntilTheServiceIsAboutToStop) {
  UpstreamAnswers(FakeUpstream::Status(200, R"({"count":1,"data":[{"task_id":"T1","status":"pending"}]})"));
  v1::WatchRunRequest request;
  request.set_space_token("SPACE");
  request.set_run_id("R1");
  Context context;
  const auto reader = tasks_->WatchRun(&context, request);
  v1::WatchRunResponse change;
  ASSERT_TRUE(reader->Read(&change));
  EXPECT_EQ(change.progress().total(), 1);
  ASSERT_EQ(change.tasks_size(), 1);
  EXPECT_EQ(change.tasks(0).task_id(), "T1");
  creator_.BeginDrain();
  while (reader->Read(&change)) {
  }
  EXPECT_EQ(reader->Finish().error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_THAT(context.Verdict(), HasSubstr("not_started"));
}

TEST_F(Reactors, AWatchIsRefusedWithAllThatIsWrong) {
  Context context;
  context.AddMetadata(kApiTokenKey, "one");
  context.AddMetadata(kApiTokenKey, "two");
  const auto reader = tasks_->WatchRun(&context, {});
  v1::WatchRunResponse change;
  EXPECT_FALSE(reader->Read(&change));
  const grpc::Status status = reader->Finish();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_THAT(status.error_details(),
              AllOf(HasSubstr("space_token"), HasSubstr("run_id"), HasSubstr("metadata unpod-api-token")));
}

TEST_F(Reactors, AListAnswersForEachDocument) {
  Context context;
  const auto stream = tasks_->CreateTasks(&context);
  v1::CreateTasksRequest request;
  request.mutable_header()->set_space_token("SPACE");
  request.mutable_header()->set_pilot("pilot");
  request.mutable_header()->set_request_id("list");
  request.add_documents()->set_contact_number("1234567890");
  request.add_documents();  // Nobody to call.
  ASSERT_TRUE(stream->Write(request));
  stream->WritesDone();
  std::vector<int> indexes;
  v1::CreateTasksResponse response;
  while (stream->Read(&response)) {
    for (const auto& result : response.results()) indexes.push_back(result.index());
  }
  ASSERT_TRUE(stream->Finish().ok());
  EXPECT_THAT(indexes, ::testing::UnorderedElementsAre(0, 1));
  EXPECT_EQ(response.progress().created(), 1);
  EXPECT_EQ(response.progress().invalid(), 1);
}

TEST_F(Reactors, AListWithoutAHeaderIsRefused) {
  Context context;
  const auto stream = tasks_->CreateTasks(&context);
  stream->WritesDone();
  v1::CreateTasksResponse response;
  EXPECT_FALSE(stream->Read(&response));
  EXPECT_EQ(stream->Finish().error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(context.Verdict(), "not_started INVALID_REQUEST safe");
  EXPECT_EQ(upstream_.attempts(), 0);
}

}  // namespace
}  // namespace unpod::rpc
