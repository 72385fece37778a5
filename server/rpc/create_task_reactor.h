// One CreateTask call on gRPC's side.
#ifndef UNPOD_SERVER_RPC_CREATE_TASK_REACTOR_H_
#define UNPOD_SERVER_RPC_CREATE_TASK_REACTOR_H_

#include <grpcpp/server_context.h>
#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/server_callback.h>

#include <memory>
#include <string>
#include <vector>

#include "server/base/monotonic.h"
#include "server/base/secret.h"
#include "server/domain/outcome.h"
#include "server/flow/document_result.h"
#include "server/flow/task_creator.h"
#include "server/rpc/ledger_question.h"
#include "server/rpc/names.h"
#include "server/rpc/rpc_options.h"
#include "unpod_task/v1/task_service.pb.h"

namespace unpod::rpc {

// Finish is called exactly once: a reactor that never finishes hangs the server's shutdown, a second Finish
// aborts the process. That holds without a lock since only the flow's one completion, or Start before it
// hands over, gets there.
class CreateTaskReactor final : public grpc::ServerUnaryReactor {
 public:
  // `options` must outlive this.
  CreateTaskReactor(const RpcOptions& options, grpc::CallbackServerContext& context,
                    grpc::ByteBuffer& response)
      : options_(options), context_(context), response_(response) {}

  // Inside gRPC's handler: until it returns, OnDone and OnCancel do not run.
  void Start(flow::TaskCreator& creator, const grpc::ByteBuffer& request);

 private:
  void OnCancel() override;
  void OnDone() override { delete this; }
  // gRPC runs the reactions of such a reactor where it stands, not on an executor thread of its own: a
  // wake-up, a context switch and memory freed on a third thread less for each call. It asks that they be
  // trivial: OnDone frees, OnCancel posts.
  bool InternalInlineable() override { return true; }

  void Begin(flow::TaskCreator& creator, const grpc::ByteBuffer& request);
  // For a request without request_id.
  void NameByHeader(domain::Task& task, Violations& violations);
  // For a repeat that a library makes by itself.
  void StartIfKnown(flow::TaskCreator& creator, domain::Task task, base::Secret token,
                    base::MonotonicTime deadline);
  void Preview(const flow::TaskCreator& creator, const domain::Task& task, const base::Secret& caller_token);

  // Each of these ends in Finish; after it this may be gone.
  void End(const domain::Outcome& outcome);
  void EndNotExecuted(const domain::Failure& failure);
  void EndUnknown(const domain::Failure& failure);
  void EndOk(const google::protobuf::Message& message);

  const RpcOptions& options_;
  grpc::CallbackServerContext& context_;
  grpc::ByteBuffer& response_;
  // Constant once Start has handed over, as is call_.
  bool is_named_by_header_ = false;
  size_t documents_ = 0;  // Those that are sent.
  std::vector<flow::DocumentResult> skipped_;
  std::string request_id_;  // As it is used; empty where there is none.
  std::unique_ptr<Then<ledger::Find>> find_;
  std::shared_ptr<flow::Call> call_;  // Null when nothing was sent. Constant once Start has returned.
};

}  // namespace unpod::rpc

#endif  // UNPOD_SERVER_RPC_CREATE_TASK_REACTOR_H_
