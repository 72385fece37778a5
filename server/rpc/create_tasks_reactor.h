// One CreateTasks stream on gRPC's side.
#ifndef UNPOD_SERVER_RPC_CREATE_TASKS_REACTOR_H_
#define UNPOD_SERVER_RPC_CREATE_TASKS_REACTOR_H_

#include <grpcpp/server_context.h>
#include <grpcpp/support/server_callback.h>

#include <atomic>
#include <deque>
#include <memory>
#include <optional>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "server/base/mutex.h"
#include "server/domain/outcome.h"
#include "server/flow/task_stream.h"
#include "unpod/task/v1/task_service.pb.h"

namespace unpod::rpc {

// Reads when the stream wants more, writes what it reports, one message at a time. Finish is called once:
// when the stream has ended and everything is written, or before there is a stream.
class CreateTasksReactor final
    : public grpc::ServerBidiReactor<task::v1::CreateTasksRequest, task::v1::CreateTasksResponse>,
      public flow::TaskStream::Listener {
 public:
  CreateTasksReactor(flow::TaskCreator& creator, grpc::CallbackServerContext& context)
      : creator_(creator), context_(context) {
    StartRead(&request_);
  }

 private:
  // gRPC's reactions.
  void OnReadDone(bool ok) override;
  void OnWriteDone(bool ok) override;
  void OnCancel() override;
  void OnDone() override { delete this; }

  // The stream's.
  void OnWanted() override { StartRead(&request_); }
  void OnResults(std::vector<flow::DocumentResult> results, const flow::StreamProgress& progress) override;
  void OnEnd(const std::optional<domain::Failure>& failure, const flow::StreamProgress& progress) override;
  bool IsBehind() const override { return unwritten_.load(std::memory_order_relaxed) > kMaxUnwritten; }

  // The first message.
  void Begin();
  void Refuse(const domain::Failure& failure);
  void TakeDocuments();
  std::shared_ptr<flow::TaskStream> stream() ABSL_LOCKS_EXCLUDED(mutex_);

  // Messages; each is as large as a batch's results.
  static constexpr size_t kMaxUnwritten = 16;

  // Synchronised by themselves.
  flow::TaskCreator& creator_;
  grpc::CallbackServerContext& context_;
  std::atomic<size_t> unwritten_{0};

  // Of gRPC's read while there is one, else of OnReadDone.
  task::v1::CreateTasksRequest request_;

  base::Mutex mutex_;
  std::shared_ptr<flow::TaskStream> stream_ ABSL_GUARDED_BY(mutex_);  // From the first message on.
  bool is_cancelled_ ABSL_GUARDED_BY(mutex_) = false;
  bool is_writing_ ABSL_GUARDED_BY(mutex_) = false;
  // The first one is being written, and gRPC reads it without the lock.
  std::deque<task::v1::CreateTasksResponse> responses_ ABSL_GUARDED_BY(mutex_);
  std::optional<grpc::Status> end_ ABSL_GUARDED_BY(mutex_);  // Once the stream has ended.
};

}  // namespace unpod::rpc

#endif  // UNPOD_SERVER_RPC_CREATE_TASKS_REACTOR_H_
