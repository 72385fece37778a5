#ifndef UNPOD_SANDBOX_READS_H_
#define UNPOD_SANDBOX_READS_H_

#include "sandbox/answer.h"
#include "sandbox/journal.h"
#include "sandbox/progress.h"
#include "sandbox/request.h"
#include "sandbox/route.h"

namespace unpod::sandbox {

// The lists of runs and tasks, newest first, by `page` (from 1) and `page_size` (0: all).
Answer ListRuns(const Request& request, const Route& route, const Journal& journal, const Progress& progress);
// An unknown run has no tasks.
Answer ListRunTasks(const Request& request, const Route& route, const Journal& journal,
                    const Progress& progress);
Answer ListSpaceTasks(const Request& request, const Route& route, const Journal& journal,
                      const Progress& progress);
// 404 for an agent that is neither listed nor was given a task.
Answer ListAgentTasks(const Request& request, const Route& route, const Journal& journal,
                      const Progress& progress);

// The runs of an agent, counted; the same 404.
Answer ListAgentExecutions(const Request& request, const Route& route, const Journal& journal,
                           const Progress& progress);

}  // namespace unpod::sandbox

#endif  // UNPOD_SANDBOX_READS_H_
