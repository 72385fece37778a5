// The calls that ask the ledger alone: GetRequest, ListRequests, GetLedgerSummary.
#ifndef UNPOD_SERVER_RPC_LEDGER_REACTOR_H_
#define UNPOD_SERVER_RPC_LEDGER_REACTOR_H_

#include <grpcpp/support/byte_buffer.h>

#include <string>

#include "server/domain/outcome.h"
#include "server/flow/task_creator.h"
#include "server/ledger/operation.h"
#include "server/rpc/ledger_question.h"
#include "server/rpc/unary_reactor.h"
#include "unpod_task/v1/task_service.pb.h"

namespace unpod::rpc {

class LedgerReactor : public UnaryReactor {
 protected:
  LedgerReactor(UnaryCall call, flow::TaskCreator& creator) : UnaryReactor(call), creator_(creator) {}
  // True when it has refused: there is no ledger, or `status` says that it did not answer.
  bool HasFailed(const absl::Status& status);

  flow::TaskCreator& creator_;
};

class GetRequestReactor final : public LedgerReactor {
 public:
  GetRequestReactor(UnaryCall call, flow::TaskCreator& creator) : LedgerReactor(call, creator) {}
  // Inside gRPC's handler, once.
  void Start(const grpc::ByteBuffer& request);

 private:
  void Begin(const unpod_task::v1::GetRequestRequest& request);
  void Answer();
  Then<ledger::Find> find_;
};

class ListRequestsReactor final : public LedgerReactor {
 public:
  ListRequestsReactor(UnaryCall call, flow::TaskCreator& creator) : LedgerReactor(call, creator) {}
  // Inside gRPC's handler, once.
  void Start(const grpc::ByteBuffer& request);

 private:
  void Begin(const unpod_task::v1::ListRequestsRequest& request);
  void Answer();
  std::string query_;  // For the token of the next page.
  Then<ledger::List> list_;
};

class GetLedgerSummaryReactor final : public LedgerReactor {
 public:
  GetLedgerSummaryReactor(UnaryCall call, flow::TaskCreator& creator) : LedgerReactor(call, creator) {}
  // Inside gRPC's handler, once.
  void Start(const grpc::ByteBuffer& request);

 private:
  void Begin();
  void Answer();
  Then<ledger::Count> count_;
};

}  // namespace unpod::rpc

#endif  // UNPOD_SERVER_RPC_LEDGER_REACTOR_H_
