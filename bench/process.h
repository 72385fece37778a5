// What a process has used, read from /proc.
#ifndef UNPOD_BENCH_PROCESS_H_
#define UNPOD_BENCH_PROCESS_H_

#include <string>

namespace unpod::bench {

// User and system time so far.
double CpuMicroseconds(int pid);

// A line of /proc/PID/status, such as "VmHWM:"; 0 if there is none.
long MemoryKiB(int pid, const std::string& key);

}  // namespace unpod::bench

#endif  // UNPOD_BENCH_PROCESS_H_
