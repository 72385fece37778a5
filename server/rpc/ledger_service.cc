#include "server/rpc/ledger_service.h"

#include "server/rpc/ledger_reactor.h"
#include "server/rpc/resolve_reactor.h"

namespace unpod::rpc {

// Each of the reactors deletes itself in OnDone.
template <typename Reactor>
grpc::ServerUnaryReactor* LedgerService::Ask(Context& context, const Bytes& request, Bytes& response) {
  auto* reactor = new Reactor(UnaryCall{options_, context, response}, creator_);
  reactor->Start(request);
  return reactor;
}

grpc::ServerUnaryReactor* LedgerService::ListRequests(Context* context, const Bytes* request,
                                                      Bytes* response) {
  return Ask<ListRequestsReactor>(*context, *request, *response);
}

grpc::ServerUnaryReactor* LedgerService::GetLedgerSummary(Context* context, const Bytes* request,
                                                          Bytes* response) {
  return Ask<GetLedgerSummaryReactor>(*context, *request, *response);
}

grpc::ServerUnaryReactor* LedgerService::ResolveRequest(Context* context, const Bytes* request,
                                                        Bytes* response) {
  return Ask<ResolveRequestReactor>(*context, *request, *response);
}

}  // namespace unpod::rpc
