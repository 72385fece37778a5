// The load on (e): one list of documents through CreateTasks.
//
//   unpod-bench-stream ADDRESS PID WARM_UP_DOCUMENTS DOCUMENTS DOCUMENTS_IN_A_MESSAGE
//
// PID is the service: its CPU time is read from /proc over the second list, which comes after a first one of
// WARM_UP_DOCUMENTS. Prints one JSON object.
#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>
#include <grpcpp/create_channel.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <thread>

#include "bench/example.h"
#include "bench/process.h"
#include "server/base/random_id.h"
#include "unpod_task/v1/task_service.grpc.pb.h"

namespace {

using Clock = std::chrono::steady_clock;
using unpod_task::v1::CreateTasksRequest;
using unpod_task::v1::CreateTasksResponse;
using unpod_task::v1::TaskService;

CreateTasksRequest Header() {
  const auto example = unpod::bench::ExampleRequest();
  CreateTasksRequest request;
  auto& header = *request.mutable_header();
  header.set_space_token(example.space_token());
  header.set_pilot(example.pilot());
  header.set_context(example.context());
  *header.mutable_schedule() = example.schedule();
  header.set_request_id(unpod::base::RandomId());
  return request;
}

// Places `documents`; how many of them have no task in the end.
long Place(TaskService::Stub& stub, long documents, int in_a_message) {
  grpc::ClientContext context;
  const auto stream = stub.CreateTasks(&context);
  std::thread writer([&] {
    CreateTasksRequest request;
    const auto document = unpod::bench::ExampleRequest().documents(0);
    for (int i = 0; i < in_a_message; ++i) *request.add_documents() = document;
    bool is_open = stream->Write(Header());
    for (long left = documents; is_open && left > 0; left -= in_a_message) {
      while (request.documents_size() > left) request.mutable_documents()->RemoveLast();
      is_open = stream->Write(request);
    }
    stream->WritesDone();
  });
  long placed = 0;
  CreateTasksResponse response;
  while (stream->Read(&response)) {
    for (const auto& result : response.results()) placed += result.task_id().empty() ? 0 : 1;
  }
  writer.join();
  if (!stream->Finish().ok()) return documents;
  return documents - placed;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 6) return 2;
  const int pid = std::atoi(argv[2]);
  const long documents = std::atol(argv[4]);
  const int in_a_message = std::max(1, std::atoi(argv[5]));
  const auto stub = TaskService::NewStub(grpc::CreateChannel(argv[1], grpc::InsecureChannelCredentials()));
  long failed = Place(*stub, std::atol(argv[3]), in_a_message);
  const double cpu_before = unpod::bench::CpuMicroseconds(pid);
  const auto start = Clock::now();
  failed += Place(*stub, documents, in_a_message);
  const double cpu = unpod::bench::CpuMicroseconds(pid) - cpu_before;
  const double seconds = std::chrono::duration<double>(Clock::now() - start).count();
  std::printf(R"({"documents": %ld, "failed": %ld, "per_second": %.0f, "cpu_us": %.3f, "peak_kib": %ld})"
              "\n",
              documents, failed, static_cast<double>(documents) / seconds,
              cpu / static_cast<double>(documents), unpod::bench::MemoryKiB(pid, "VmHWM:"));
}
