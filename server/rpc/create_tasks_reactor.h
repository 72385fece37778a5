// One CreateTasks stream on gRPC's side.
#ifndef UNPOD_SERVER_RPC_CREATE_TASKS_REACTOR_H_
#define UNPOD_SERVER_RPC_CREATE_TASKS_REACTOR_H_

#include <grpcpp/server_context.h>
#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/server_callback.h>

#include <atomic>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "server/base/mutex.h"
#include "server/domain/outcome.h"
#include "server/flow/task_stream.h"
#include "server/rpc/call_context.h"
#include "server/rpc/rpc_options.h"
#include "unpod_task/v1/task_service.pb.h"

namespace unpod::rpc {

// Reads when the stream wants more, writes what it reports, one message at a time. Finish is called once:
// when the stream has ended and everything is written, or before there is a stream.
class CreateTasksReactor final : public grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>,
                                 public flow::TaskStream::Listener {
 public:
  // All three must outlive this.
  CreateTasksReactor(flow::TaskCreator& creator, const RpcOptions& options,
                     grpc::CallbackServerContext& context)
      : creator_(creator), call_(options, context) {
    StartRead(&bytes_);
  }

 private:
  // gRPC's reactions.
  void OnReadDone(bool ok) override;
  void OnWriteDone(bool ok) override;
  void OnCancel() override;
  void OnDone() override { delete this; }

  // The stream's.
  void OnWanted() override { StartRead(&bytes_); }
  void OnResults(std::vector<flow::DocumentResult> results, const flow::StreamProgress& progress) override;
  void OnEnd(const std::optional<domain::Failure>& failure, const flow::StreamProgress& progress) override;
  bool IsBehind() const override { return unwritten_.load(std::memory_order_relaxed) > kMaxUnwritten; }

  // One message has come; a failure where it cannot be taken.
  std::optional<domain::Failure> Take();
  std::optional<domain::Failure> Begin();
  void TakeDocuments();
  // No more messages: answered at once where there is no stream yet. What was sent before stands.
  void Refuse(const domain::Failure& failure);
  void InList(domain::Failure& failure) const;
  std::shared_ptr<flow::TaskStream> stream() ABSL_LOCKS_EXCLUDED(mutex_);

  // Messages; each is as large as a batch's results.
  static constexpr size_t kMaxUnwritten = 16;

  // Synchronised by themselves.
  flow::TaskCreator& creator_;
  CallContext call_;  // Its end is one thread's; all else of it is constant.
  std::atomic<size_t> unwritten_{0};

  // Of gRPC's read while there is one, else of OnReadDone.
  grpc::ByteBuffer bytes_;
  unpod_task::v1::CreateTasksRequest request_;
  uint64_t documents_ = 0;  // Of the messages that were taken.

  base::Mutex mutex_;
  std::shared_ptr<flow::TaskStream> stream_ ABSL_GUARDED_BY(mutex_);  // From the first message on.
  bool is_cancelled_ ABSL_GUARDED_BY(mutex_) = false;
  bool is_writing_ ABSL_GUARDED_BY(mutex_) = false;
  // The first one is being written, and gRPC reads it without the lock.
  std::deque<grpc::ByteBuffer> responses_ ABSL_GUARDED_BY(mutex_);
  std::optional<grpc::Status> end_ ABSL_GUARDED_BY(mutex_);  // Once the stream has ended.
};

}  // namespace unpod::rpc

#endif  // UNPOD_SERVER_RPC_CREATE_TASKS_REACTOR_H_
