// The load on (a), (c) and (d): gRPC calls in a closed loop, a fixed number of them in flight over some
// connections.
//
//   unpod-bench-load [--keyed] ADDRESS PID IN_FLIGHT CONNECTIONS WARM_UP_SECONDS SECONDS [CALLS]
//
// PID is the process under load: its CPU time and memory are read from /proc over the measured window. With
// CALLS, as many calls are made in all, then it ends. --keyed: each call has a request_id of its own. Prints
// one JSON object.
#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>
#include <grpcpp/create_channel.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "bench/example.h"
#include "bench/process.h"
#include "server/base/random_id.h"
#include "unpod_task/v1/task_service.grpc.pb.h"

namespace {

using Clock = std::chrono::steady_clock;
using unpod::bench::CpuMicroseconds;
using unpod::bench::MemoryKiB;
using unpod_task::v1::CreateTaskResponse;
using unpod_task::v1::TaskService;

// Latencies of the measured window.
class Tally {
 public:
  void Add(double microseconds, bool ok) {
    if (!ok) failed_.fetch_add(1);
    if (!measuring_.load(std::memory_order_relaxed)) return;
    calls_.fetch_add(1, std::memory_order_relaxed);
    // Buckets of 2 %: enough for a p99, and one increment for a call.
    const auto bucket =
        static_cast<size_t>(std::max(0.0, std::log(std::max(1.0, microseconds)) / std::log(1.02)));
    buckets_[std::min(bucket, buckets_.size() - 1)].fetch_add(1, std::memory_order_relaxed);
  }
  void Measure(bool on) { measuring_ = on; }
  long calls() const { return calls_; }
  long failed() const { return failed_; }
  double Percentile(double share) const {
    long left = static_cast<long>(share * static_cast<double>(calls_.load()));
    for (size_t i = 0; i < buckets_.size(); ++i) {
      left -= buckets_[i];
      if (left <= 0) return std::pow(1.02, static_cast<double>(i) + 0.5);
    }
    return 0;
  }

 private:
  std::atomic<bool> measuring_{false};
  std::atomic<long> calls_{0};
  std::atomic<long> failed_{0};
  std::vector<std::atomic<int>> buckets_ = std::vector<std::atomic<int>>(1200);
};

// One call in flight at a time, over and over.
class Caller {
 public:
  Caller(TaskService::Stub& stub, Tally& tally, std::atomic<long>& left, bool keyed)
      : stub_(stub), tally_(tally), left_(left), keyed_(keyed) {}

  void Call() {
    if (left_.fetch_sub(1) <= 0) {
      idle_ = true;
      return;
    }
    if (keyed_) request_.set_request_id(unpod::base::RandomId());
    context_ = std::make_unique<grpc::ClientContext>();
    context_->set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(60));
    start_ = Clock::now();
    stub_.async()->CreateTask(context_.get(), &request_, &response_, [this](const grpc::Status& status) {
      tally_.Add(std::chrono::duration<double, std::micro>(Clock::now() - start_).count(), status.ok());
      Call();
    });
  }
  bool idle() const { return idle_; }

 private:
  TaskService::Stub& stub_;
  Tally& tally_;
  std::atomic<long>& left_;
  const bool keyed_;
  unpod_task::v1::CreateTaskRequest request_ = unpod::bench::ExampleRequest();
  CreateTaskResponse response_;
  std::unique_ptr<grpc::ClientContext> context_;
  Clock::time_point start_;
  std::atomic<bool> idle_{false};
};

void Sleep(double seconds) {
  std::this_thread::sleep_for(std::chrono::duration<double>(seconds));
}

}  // namespace

int main(int argc, char** argv) {
  const bool keyed = argc > 1 && std::string(argv[1]) == "--keyed";
  if (keyed) {
    ++argv;
    --argc;
  }
  if (argc < 7) return 2;
  const std::string address = argv[1];
  const int pid = std::atoi(argv[2]);
  const int in_flight = std::atoi(argv[3]);
  const int connections = std::atoi(argv[4]);
  const long calls = argc > 7 ? std::atol(argv[7]) : 1L << 60;

  std::vector<std::unique_ptr<TaskService::Stub>> stubs;
  for (int i = 0; i < connections; ++i) {
    grpc::ChannelArguments arguments;
    arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);  // A connection of its own.
    stubs.push_back(TaskService::NewStub(
        grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(), arguments)));
  }
  const long idle_kib = MemoryKiB(pid, "VmRSS:");
  Tally tally;
  std::atomic<long> left{calls};
  std::vector<std::unique_ptr<Caller>> callers;
  for (int i = 0; i < in_flight; ++i) {
    callers.push_back(
        std::make_unique<Caller>(*stubs[static_cast<size_t>(i % connections)], tally, left, keyed));
  }
  const bool counted = argc > 7;
  if (counted) tally.Measure(true);
  for (auto& caller : callers) caller->Call();
  if (!counted) Sleep(std::atof(argv[5]));
  tally.Measure(true);
  const double cpu_before = CpuMicroseconds(pid);
  const auto start = Clock::now();
  if (counted) {
    while (std::any_of(callers.begin(), callers.end(), [](const auto& caller) { return !caller->idle(); }))
      Sleep(0.02);
  } else {
    Sleep(std::atof(argv[6]));
  }
  tally.Measure(false);
  const double cpu = CpuMicroseconds(pid) - cpu_before;
  const double seconds = std::chrono::duration<double>(Clock::now() - start).count();
  const auto measured = static_cast<double>(std::max(1L, tally.calls()));
  std::printf(
      R"({"calls": %ld, "failed": %ld, "per_second": %.0f, "cpu_us": %.3f, "p50_us": %.0f, "p99_us": %.0f, )"
      R"("idle_kib": %ld, "peak_kib": %ld})"
      "\n",
      tally.calls(), tally.failed(), measured / seconds, cpu / measured, tally.Percentile(0.5),
      tally.Percentile(0.99), idle_kib, MemoryKiB(pid, "VmHWM:"));
  std::fflush(stdout);
  left = 0;
  for (int i = 0; i < 500 && std::any_of(callers.begin(), callers.end(), [](auto& c) { return !c->idle(); });
       ++i) {
    Sleep(0.02);
  }
  _exit(0);  // What is still in flight is abandoned.
}
