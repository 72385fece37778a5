// How one attempt to create a task ended: exactly one of Created, NotExecuted, Unknown (design invariant 1).
#ifndef UNPOD_SERVER_DOMAIN_OUTCOME_H_
#define UNPOD_SERVER_DOMAIN_OUTCOME_H_

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "server/domain/reason.h"
#include "server/domain/violation_reason.h"

namespace unpod::domain {

// One complaint about one field of the request. Never holds the field's value.
struct FieldViolation {
  std::string field;        // As the public contract names it: "documents[3].contact_number".
  std::string description;  // One sentence part, for a person.
  ViolationReason reason = ViolationReason::kInvalidValue;
  bool operator==(const FieldViolation&) const = default;
};

struct ResourceInfo {
  std::string type;  // "space", "agent", …; the name itself may be a token and is left out.
  std::string description;
  bool operator==(const ResourceInfo&) const = default;
};

// Why an attempt did not succeed. Carries no contact data, no token and no raw upstream body.
struct Failure {
  // Chosen by what a retrying client or mesh will do with it.
  absl::StatusCode code = absl::StatusCode::kUnknown;
  Reason reason = Reason::kInternal;
  std::string message;
  int http_status = 0;  // 0: no HTTP status was received.
  std::vector<FieldViolation> violations;
  std::optional<absl::Duration> retry_after;  // Only on NotExecuted.
  std::optional<ResourceInfo> resource;
  // The ledger has the request: asking again with the same request_id calls nobody twice.
  bool repeat_is_safe = false;
};

inline Failure MakeFailure(absl::StatusCode code, Reason reason, std::string message, int http_status = 0) {
  Failure failure;
  failure.code = code;
  failure.reason = reason;
  failure.message = std::move(message);
  failure.http_status = http_status;
  return failure;
}

// The upstream answered 200 with a run id.
struct Created {
  std::string run_id;
  std::vector<std::string> task_ids;       // In document order.
  std::string status;                      // The status that all tasks share, else "mixed"; may be empty.
  std::vector<std::string> task_statuses;  // Beside task_ids; empty where the upstream named none.
  std::string message;
  bool replayed = false;   // The ledger's answer to an earlier request with the same request_id.
  bool read_back = false;  // Found in the upstream's lists, not told by its answer.
  std::vector<uint32_t> missing_documents;  // Indexes of documents that no task was found for.
};

// Certain: nobody was or will be called by this attempt.
struct NotExecuted {
  Failure failure;
};

// The calls may have been placed. Never guessed away, never resent.
struct Unknown {
  Failure failure;
  bool replayed = false;  // Of an earlier request with the same request_id; nothing was sent now.
};

using Outcome = std::variant<Created, NotExecuted, Unknown>;

}  // namespace unpod::domain

#endif  // UNPOD_SERVER_DOMAIN_OUTCOME_H_
