#ifndef UNPOD_SANDBOX_PROGRESS_H_
#define UNPOD_SANDBOX_PROGRESS_H_

#include "absl/time/time.h"
#include "sandbox/answer.h"
#include "sandbox/journal.h"

namespace unpod::sandbox {

// How far a stored run has come at a moment, as the lists show it.
class Progress {
 public:
  // `task_time`: from the moment the calls are due until they are completed.
  Progress(absl::Time now, absl::Duration task_time) : now_(now), task_time_(task_time) {}

  // A Run of GET …/runs/.
  Json Run(const Entry& entry) const;
  // An Execution of GET …/executions/; `body` is the parsed entry.body.
  Json Execution(const Entry& entry, const Json& body) const;
  // A Task of the lists; `index` counts the run's documents, `body` is the parsed entry.body.
  Json Task(const Entry& entry, const Json& body, int index) const;

 private:
  // "scheduled", "pending", "in_progress", "completed".
  std::string Status(const Entry& entry) const;
  // When it came to its present status.
  absl::Time Modified(const Entry& entry) const;
  Json Output(const Entry& entry, const Json& document, int index) const;

  const absl::Time now_;
  const absl::Duration task_time_;
};

}  // namespace unpod::sandbox

#endif  // UNPOD_SANDBOX_PROGRESS_H_
