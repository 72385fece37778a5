#include "client/cli/failure.h"

#include <string>

#include "absl/strings/string_view.h"
#include "client/cli/exit_code.h"
#include "client/cli/report_json.h"
#include "client/cli/report_text.h"

namespace unpod::cli {
namespace {

using client::Verdict;

struct Failure {
  int exit_code;
  absl::string_view outcome;
  absl::string_view title;
  absl::string_view meaning;
};

Failure FailureOf(const client::Error& error, Asked asked) {
  const bool changes = asked == Asked::kChange;
  if (error.reason == "REQUEST_NOT_FOUND") {
    return {kExitNotFound, "not_found", "No such request.",
            "It was never sent, was forgotten, or its time is over."};
  }
  if (error.reason == "NOT_FOUND" && !changes) {
    return {kExitNotFound, "not_found", "Not found.", "Unpod has no such thing in this place."};
  }
  switch (VerdictOf(error)) {
    case Verdict::kUnreachable:
      return {kExitUnreachable, "unreachable", "The service is not reachable.",
              changes ? "Nothing was changed." : ""};
    case Verdict::kRefused:
      return {kExitRefused, "refused", "Refused.", changes ? "Nothing was changed." : ""};
    case Verdict::kRetryable:
      break;
    case Verdict::kUnknown:
      if (!changes) break;
      return {kExitUnknown, "unknown", "Outcome unknown: the request may be settled.",
              "unpod-task request get tells."};
  }
  return {kExitRetryable, "retryable", changes ? "Not done this time." : "Not answered this time.",
          "Asking again is safe."};
}

}  // namespace

Colour ColourOf(bool is_terminal, const Environment& environment) {
  return UseColour(environment, is_terminal) ? Colour::kOn : Colour::kOff;
}

int FailAsking(const client::Error& error, Asked asked, bool json, const Environment& environment) {
  const Failure failure = FailureOf(error, asked);
  if (json) {
    *environment.out << CommandErrorJson(std::string(failure.outcome), failure.exit_code, error)
                     << std::flush;
    return failure.exit_code;
  }
  const Ink ink = failure.exit_code == kExitUnknown ? Ink::kCareful : Ink::kBad;
  *environment.err << Paint(failure.title, ink, ColourOf(environment.err_is_terminal, environment))
                   << (failure.meaning.empty() ? "" : " ") << failure.meaning << "\n"
                   << ErrorRows(error) << std::flush;
  return failure.exit_code;
}

}  // namespace unpod::cli
