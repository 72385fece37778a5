// What the process asks of the system for itself, at its start.
#ifndef UNPOD_SERVER_APP_PROCESS_H_
#define UNPOD_SERVER_APP_PROCESS_H_

#include <cstdint>

namespace unpod::app {

// Descriptors 0 to 2 are open, so that no file or connection gets one of them and the log's lines with it.
void OpenStandardStreams();

// Tokens and contacts are in memory: no core dump, no debugger of the same user.
void ForbidCoreDumps();

// The soft limit of descriptors becomes the hard one, which is returned.
uint64_t RaiseDescriptorLimit();

// Whether there is a descriptor left.
bool HasDescriptorLeft();

}  // namespace unpod::app

#endif  // UNPOD_SERVER_APP_PROCESS_H_
