// (a): what gRPC costs by itself. Takes the request, answers with the example response, does nothing else.
//
//   unpod-bench-echo PORT_FILE
#include <grpcpp/security/server_credentials.h>
#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>

#include <cstdint>
#include <cstdio>
#include <fstream>
#include <memory>
#include <string>

#include "bench/example.h"
#include "unpod_task/v1/task_service.grpc.pb.h"

namespace {

using unpod_task::v1::CreateTaskRequest;
using unpod_task::v1::CreateTaskResponse;
using unpod_task::v1::CreateTasksRequest;
using unpod_task::v1::CreateTasksResponse;

// Answers each message of documents with a result for each.
class EchoStream final : public grpc::ServerBidiReactor<CreateTasksRequest, CreateTasksResponse> {
 public:
  EchoStream() { StartRead(&request_); }

  void OnReadDone(bool ok) override {
    if (!ok) return Finish(grpc::Status::OK);
    response_.Clear();
    for (int i = 0; i < request_.documents_size(); ++i) {
      auto& result = *response_.add_results();
      result.set_index(next_++);
      result.set_task_id(answer_.results(0).task_id());
      result.set_run_id(answer_.run_id());
      result.set_state(answer_.results(0).state());
      result.set_upstream_status(answer_.upstream_status());
    }
    StartWrite(&response_);
  }
  void OnWriteDone(bool) override { StartRead(&request_); }
  void OnDone() override { delete this; }

 private:
  const CreateTaskResponse answer_ = unpod::bench::ExampleResponse();
  CreateTasksRequest request_;
  CreateTasksResponse response_;
  int32_t next_ = 0;
};

class EchoService final : public unpod_task::v1::TaskService::CallbackService {
 public:
  grpc::ServerUnaryReactor* CreateTask(grpc::CallbackServerContext* context, const CreateTaskRequest*,
                                       CreateTaskResponse* response) override {
    *response = answer_;
    grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
    reactor->Finish(grpc::Status::OK);
    return reactor;
  }
  grpc::ServerBidiReactor<CreateTasksRequest, CreateTasksResponse>* CreateTasks(
      grpc::CallbackServerContext*) override {
    return new EchoStream;
  }

 private:
  const CreateTaskResponse answer_ = unpod::bench::ExampleResponse();
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  EchoService service;
  int port = 0;
  grpc::ServerBuilder builder;
  builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
  builder.RegisterService(&service);
  const std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
  if (server == nullptr) return 1;
  const std::string partial = std::string(argv[1]) + ".partial";
  std::ofstream(partial) << port << "\n";
  std::rename(partial.c_str(), argv[1]);
  server->Wait();
}
