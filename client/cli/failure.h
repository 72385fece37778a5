// How a command that asks the service about something ends when there is no answer.
#ifndef UNPOD_CLIENT_CLI_FAILURE_H_
#define UNPOD_CLIENT_CLI_FAILURE_H_

#include "client/cli/environment.h"
#include "client/cli/paint.h"
#include "client/error.h"

namespace unpod::cli {

enum class Asked {
  kRead,    // Changes nothing, so whatever is not a refusal may be asked again.
  kChange,  // May have happened although no answer came.
};

// Prints the error, as JSON or for a person, and gives the exit code.
int FailAsking(const client::Error& error, Asked asked, bool json, const Environment& environment);

Colour ColourOf(bool is_terminal, const Environment& environment);

}  // namespace unpod::cli

#endif  // UNPOD_CLIENT_CLI_FAILURE_H_
