// One CreateTask call on gRPC's side.
#ifndef UNPOD_SERVER_RPC_CREATE_TASK_REACTOR_H_
#define UNPOD_SERVER_RPC_CREATE_TASK_REACTOR_H_

#include <grpcpp/support/byte_buffer.h>

#include <memory>
#include <string>
#include <vector>

#include "server/domain/outcome.h"
#include "server/flow/document_result.h"
#include "server/flow/task_creator.h"
#include "server/rpc/ledger_question.h"
#include "server/rpc/names.h"
#include "server/rpc/unary_reactor.h"
#include "unpod_task/v1/task_service.pb.h"

namespace unpod::rpc {

// Ends once, without a lock: only the flow's one completion, or Start before it hands over, gets there.
class CreateTaskReactor final : public UnaryReactor {
 public:
  // `creator` must outlive this.
  CreateTaskReactor(UnaryCall call, flow::TaskCreator& creator) : UnaryReactor(call), creator_(creator) {}

  // Inside gRPC's handler, once.
  void Start(const grpc::ByteBuffer& request);

 private:
  void OnCancel() override;
  // gRPC runs the reactions of such a reactor where it stands, not on an executor thread of its own: a
  // wake-up, a context switch and memory freed on a third thread less for each call. It asks that they be
  // trivial: OnDone frees, OnCancel posts.
  bool InternalInlineable() override { return true; }

  void Begin(const unpod_task::v1::CreateTaskRequest& request);
  // For a request without request_id.
  void NameByHeader(domain::Task& task, Violations& violations);
  // All that is wrong is said at once: what is known by now, and what is wrong with the task itself.
  void RefuseAll(const domain::Task& task, Violations violations);
  // For a repeat that a library makes by itself.
  void StartIfKnown(domain::Task task, flow::Caller caller);
  void Preview(const domain::Task& task, const flow::Caller& caller);

  // Each of these ends the call.
  void End(const domain::Outcome& outcome);
  void EndAsUnnamedRepeat();

  flow::TaskCreator& creator_;
  // Constant once Start has handed over.
  size_t documents_ = 0;  // Those that are sent.
  std::vector<flow::DocumentResult> skipped_;
  std::string request_id_;  // As it is used; empty where there is none.
  std::unique_ptr<Then<ledger::Find>> find_;
  std::shared_ptr<flow::Call> started_;  // Null when nothing was sent. Constant once Start has returned.
};

}  // namespace unpod::rpc

#endif  // UNPOD_SERVER_RPC_CREATE_TASK_REACTOR_H_
