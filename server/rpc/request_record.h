// What the ledger holds, in the public contract's words. Pure.
#ifndef UNPOD_SERVER_RPC_REQUEST_RECORD_H_
#define UNPOD_SERVER_RPC_REQUEST_RECORD_H_

#include "server/ledger/operation.h"
#include "unpod_task/v1/task_service.pb.h"

namespace unpod::rpc {

unpod_task::v1::RequestState ToState(ledger::State state);
// `state` is not REQUEST_STATE_UNSPECIFIED.
ledger::State FromState(unpod_task::v1::RequestState state);

// All but the results.
void FillRecord(const ledger::Entry& entry, unpod_task::v1::RequestRecord& record);
// Of a request that was created: one for each document.
void FillResults(const ledger::Entry& entry, unpod_task::v1::RequestRecord& record);
void FillSummary(const ledger::Count& count, unpod_task::v1::GetLedgerSummaryResponse& summary);

}  // namespace unpod::rpc

#endif  // UNPOD_SERVER_RPC_REQUEST_RECORD_H_
