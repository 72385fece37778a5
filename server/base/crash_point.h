// Places where the crash tests kill the process (docs/ledger.md). Costs one load of a pointer.
#ifndef UNPOD_SERVER_BASE_CRASH_POINT_H_
#define UNPOD_SERVER_BASE_CRASH_POINT_H_

namespace unpod::base {

// Kills this process by SIGKILL where the environment variable UNPOD_TASKD_CRASH_POINT is `name`, or is
// "name:N" and this is the N-th time that a thread gets here. Thread-safe.
void CrashPoint(const char* name);

}  // namespace unpod::base

#endif  // UNPOD_SERVER_BASE_CRASH_POINT_H_
