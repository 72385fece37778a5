// What a script can tell from the exit code. Documented in the commands' --help and
// docs/command-line.md; a published number keeps its meaning.
#ifndef UNPOD_CLIENT_CLI_EXIT_CODE_H_
#define UNPOD_CLIENT_CLI_EXIT_CODE_H_

#include "client/error.h"

namespace unpod::cli {

inline constexpr int kExitOk = 0;           // Created (or valid, with --validate_only); serving; answered.
inline constexpr int kExitNotServing = 1;   // Only `health`.
inline constexpr int kExitNotFound = 1;     // `request`: not in the ledger; reads: not at Unpod.
inline constexpr int kExitUsage = 2;        // Wrong flags or body; nothing was sent.
inline constexpr int kExitRefused = 3;      // Not executed; the same request would be refused again.
inline constexpr int kExitRetryable = 4;    // Not executed; the same request may succeed later.
inline constexpr int kExitUnknown = 5;      // The calls may have been placed; `request`: it may be settled.
inline constexpr int kExitUnreachable = 6;  // Not executed; no connection to the service.

constexpr int ExitCodeOf(client::Verdict verdict) {
  switch (verdict) {
    case client::Verdict::kRefused:
      return kExitRefused;
    case client::Verdict::kRetryable:
      return kExitRetryable;
    case client::Verdict::kUnreachable:
      return kExitUnreachable;
    case client::Verdict::kUnknown:
      break;
  }
  return kExitUnknown;
}

}  // namespace unpod::cli

#endif  // UNPOD_CLIENT_CLI_EXIT_CODE_H_
