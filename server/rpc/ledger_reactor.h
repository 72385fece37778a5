// The calls that ask the ledger alone: GetRequest, ResolveRequest, ListRequests.
#ifndef UNPOD_SERVER_RPC_LEDGER_REACTOR_H_
#define UNPOD_SERVER_RPC_LEDGER_REACTOR_H_

#include <grpcpp/support/server_callback.h>

#include <utility>

#include "absl/functional/any_invocable.h"
#include "server/domain/outcome.h"
#include "server/flow/task_creator.h"
#include "server/ledger/operation.h"
#include "unpod/task/v1/task_service.pb.h"

namespace unpod::rpc {

// An operation that runs `then` when it is done.
template <typename Operation>
class Then final : public Operation {
 public:
  void Submit(ledger::Ledger& ledger, absl::AnyInvocable<void()> then) {
    then_ = std::move(then);
    ledger.Submit(*this);
  }
  void OnDone() override { std::exchange(then_, nullptr)(); }  // May free this.

 private:
  absl::AnyInvocable<void()> then_;
};

class LedgerReactor : public grpc::ServerUnaryReactor {
 protected:
  void OnDone() override { delete this; }
  // Ends in Finish; after it this may be gone.
  void Refuse(const domain::Failure& failure);
  // True when it has refused: there is no ledger, or `status` says that it did not answer.
  bool HasFailed(const absl::Status& status);
};

class GetRequestReactor final : public LedgerReactor {
 public:
  explicit GetRequestReactor(task::v1::GetRequestResponse& response) : response_(response) {}
  void Start(const flow::TaskCreator& creator, const task::v1::GetRequestRequest& request);

 private:
  void Answer();
  task::v1::GetRequestResponse& response_;
  Then<ledger::Find> find_;
};

class ResolveRequestReactor final : public LedgerReactor {
 public:
  explicit ResolveRequestReactor(task::v1::ResolveRequestResponse& response) : response_(response) {}
  void Start(const flow::TaskCreator& creator, const task::v1::ResolveRequestRequest& request);

 private:
  void Answer();
  task::v1::ResolveRequestResponse& response_;
  Then<ledger::Resolve> resolve_;
};

class ListRequestsReactor final : public LedgerReactor {
 public:
  explicit ListRequestsReactor(task::v1::ListRequestsResponse& response) : response_(response) {}
  void Start(const flow::TaskCreator& creator, const task::v1::ListRequestsRequest& request);

 private:
  void Answer();
  task::v1::ListRequestsResponse& response_;
  Then<ledger::List> list_;
  Then<ledger::Count> count_;
};

}  // namespace unpod::rpc

#endif  // UNPOD_SERVER_RPC_LEDGER_REACTOR_H_
