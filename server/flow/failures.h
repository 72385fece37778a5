// The outcomes that the flow itself decides, without an answer of the upstream.
#ifndef UNPOD_SERVER_FLOW_FAILURES_H_
#define UNPOD_SERVER_FLOW_FAILURES_H_

#include <cstddef>
#include <vector>

#include "server/domain/outcome.h"

namespace unpod::flow {

domain::NotExecuted InvalidRequest(std::vector<domain::FieldViolation> violations);
domain::NotExecuted RequestTooLarge(size_t bytes, size_t max_bytes);
domain::NotExecuted TokenMissing();
domain::NotExecuted Overloaded();
domain::NotExecuted DeadlineTooShort();

// The ledger's.
domain::NotExecuted LedgerUnavailable();
domain::NotExecuted RequestIdReused();
domain::NotExecuted ScheduledTooSoon();
domain::NotExecuted GivenUp();
domain::Unknown InFlightElsewhere();

domain::NotExecuted DeadlineBeforeSending();
domain::Unknown DeadlineAfterSending();
domain::NotExecuted CancelledBeforeSending();
domain::Unknown CancelledAfterSending();
// The service ends before the request does.
domain::NotExecuted StoppedBeforeSending();
domain::Unknown StoppedAfterSending();
// The call says of itself that it is a repeat, and nothing tells of what: `header` is the metadata that says
// so.
domain::Unknown UnnamedRepeat(const char* header);

// Of reads.
domain::Failure ReadCancelled();
domain::Failure ReadDeadlineExceeded();
domain::Failure ReadStopped();
domain::Failure RunTooLarge(int most);
domain::Failure ShuttingDown();
// `type` is "task" or "run".
domain::Failure NoSuch(const char* type);

}  // namespace unpod::flow

#endif  // UNPOD_SERVER_FLOW_FAILURES_H_
