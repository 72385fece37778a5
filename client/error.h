// Why a call did not succeed, with the service's error details decoded. Plain values, no gRPC types.
#ifndef UNPOD_CLIENT_ERROR_H_
#define UNPOD_CLIENT_ERROR_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace unpod::client {

// What the service says about the calls of this attempt (the trailer unpod-execution).
enum class Execution {
  kAbsent,  // Nothing was said: the error does not come from the service (or a newer one used a new word).
  kNotStarted,  // Nobody was or will be called by this attempt.
  kUnknown,     // The calls may have been placed.
};

struct FieldViolation {
  std::string field;  // Path in the request: "documents[3].contact_number".
  std::string description;
  std::string reason{};  // Stable, UPPER_SNAKE_CASE: "REQUIRED"; see docs/errors.md. May be empty.
  bool operator==(const FieldViolation&) const = default;
};

struct Error {
  absl::StatusCode code = absl::StatusCode::kUnknown;
  std::string message;
  std::string reason;  // Stable, UPPER_SNAKE_CASE; see docs/errors.md. Empty when the service gave none.
  Execution execution = Execution::kAbsent;
  int http_status = 0;  // What Unpod answered; 0 when there was no answer or none was named.
  std::vector<FieldViolation> violations;
  std::optional<absl::Duration> retry_delay;  // Wait at least so long before asking again.
  std::string resource_type;  // What was not found or not accessible: "space", …; may be empty.
  std::string resource_description;
  // The service's word that the same bytes may be sent again (the trailer unpod-repeat). See IsSafeToRepeat.
  bool repeat_is_safe = false;
  // False only when it is proved that the request never left this process: no connection could be made.
  bool sent = true;
};

// What a caller can do about an error.
enum class Verdict {
  kRefused,      // Not executed; the same request would be refused again.
  kRetryable,    // Not executed; the same request may succeed later.
  kUnknown,      // The calls may have been placed; see IsSafeToRepeat.
  kUnreachable,  // Not executed: no connection to the service.
};

// The verdict as the service says it: unpod-execution, unpod-reason, unpod-repeat. Empty where one is not
// there.
struct Trailers {
  std::string execution;
  std::string reason;
  std::string repeat;
};

// Decodes a gRPC status: `details` is grpc::Status::error_details(), a serialized google.rpc.Status, or
// empty. Details that cannot be parsed, and an ErrorInfo of another domain than "unpod.ai", count as absent.
// The trailers decide; ErrorInfo counts where something on the way has dropped them.
Error DecodeError(absl::StatusCode code, absl::string_view message, absl::string_view details,
                  const Trailers& trailers = {});

// Without a word of the service about the execution (an error of a proxy, or of gRPC itself), only codes that
// mean "refused on the way" count as not started; all others are kUnknown.
Verdict VerdictOf(const Error& error);

// True when the same request may be sent again under the same request id without calling anybody twice:
// nobody was called, or the service says so, or its answer did not arrive and its ledger knows. About a
// request that had a request id, as all of TaskClient's have.
bool IsSafeToRepeat(const Error& error);

}  // namespace unpod::client

#endif  // UNPOD_CLIENT_ERROR_H_
