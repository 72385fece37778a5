// (a): what gRPC costs by itself. Takes the request, answers with the example response, does nothing else.
//
//   unpod-bench-echo PORT_FILE
#include <grpcpp/security/server_credentials.h>
#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>

#include <cstdio>
#include <fstream>
#include <memory>
#include <string>

#include "bench/example.h"
#include "unpod/task/v1/task_service.grpc.pb.h"

namespace {

using unpod::task::v1::CreateTaskRequest;
using unpod::task::v1::CreateTaskResponse;

class EchoService final : public unpod::task::v1::TaskService::CallbackService {
 public:
  grpc::ServerUnaryReactor* CreateTask(grpc::CallbackServerContext* context, const CreateTaskRequest*,
                                       CreateTaskResponse* response) override {
    *response = answer_;
    grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
    reactor->Finish(grpc::Status::OK);
    return reactor;
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
