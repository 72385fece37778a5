// ResolveRequest: an operator says how a request ended, or all batches of a list that are unknown.
#ifndef UNPOD_SERVER_RPC_RESOLVE_REACTOR_H_
#define UNPOD_SERVER_RPC_RESOLVE_REACTOR_H_

#include <grpcpp/support/byte_buffer.h>

#include <string>
#include <vector>

#include "server/domain/outcome.h"
#include "server/domain/read_model.h"
#include "server/flow/task_creator.h"
#include "server/flow/task_reader.h"
#include "server/ledger/operation.h"
#include "server/rpc/ledger_question.h"
#include "server/rpc/ledger_reactor.h"
#include "server/rpc/names.h"
#include "unpod_task/v1/task_service.pb.h"

namespace unpod::rpc {

// One question at a time is under way, to the ledger or to the upstream; its completion asks the next one or
// finishes. So nothing here is touched by two threads at once.
class ResolveRequestReactor final : public LedgerReactor {
 public:
  ResolveRequestReactor(UnaryCall call, flow::TaskCreator& creator) : LedgerReactor(call, creator) {}
  // Inside gRPC's handler, once.
  void Start(const grpc::ByteBuffer& request);

 private:
  void Begin(const unpod_task::v1::ResolveRequestRequest& request);
  // Adds what is wrong with what only RESOLUTION_CREATED takes; who asks is read on the way.
  void CheckRun(const unpod_task::v1::ResolveRequestRequest& request, Violations& violations);

  // All that is unknown under the name: a page of it, one after the other, until there is no more.
  void AskForUnknown();
  void OnUnknown();
  void ResolveNext();
  void OnResolved();
  // Nothing was settled: why.
  void AskWhyNot();

  // What the run's tasks say of the one request.
  void AskForEntry();
  void OnEntry();
  void ReadTasks();
  void OnTasks(domain::Listing<domain::TaskInfo> page);
  void Confirm();

  // The request as it is afterwards.
  void AskForRecord();
  void Answer();

  ledger::Key key_;
  bool is_of_batch_ = false;
  std::string run_id_;
  flow::Caller caller_;  // For RESOLUTION_CREATED.
  int page_ = 1;
  std::vector<domain::TaskInfo> tasks_;
  Then<ledger::List> list_;
  size_t next_ = 0;  // In the list's entries.
  Then<ledger::Resolve> resolve_;
  int settled_ = 0;
  Then<ledger::Find> find_;
};

}  // namespace unpod::rpc

#endif  // UNPOD_SERVER_RPC_RESOLVE_REACTOR_H_
