// What the upstream tells about runs, tasks, agents and spaces. Plain values; an empty text or an absent
// value is one that it did not name. Sources: a.2 to a.10 of the upstream's contract.
#ifndef UNPOD_SERVER_DOMAIN_READ_MODEL_H_
#define UNPOD_SERVER_DOMAIN_READ_MODEL_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "server/domain/task.h"

namespace unpod::domain {

enum class TaskState {
  kUnrecognized,  // Another word than these.
  kPending,
  kScheduled,
  kProcessing,
  kInProgress,
  kHold,
  kCompleted,
  kFailed,
  kPartiallyCompleted,
};

struct TranscriptEntry {
  std::string role;
  std::string content;
  std::optional<absl::Time> time;
};

struct CallOutput {
  std::string call_id;
  std::string call_type;
  std::string call_status;
  std::string end_reason;
  std::optional<absl::Time> start_time;
  std::optional<absl::Time> end_time;
  std::optional<absl::Duration> duration;
  std::string assistant_number;
  std::string summary;
  std::string recording_url;
  std::vector<TranscriptEntry> transcript;
  Object post_call_data;
  std::optional<double> cost;
  std::string error;
  Object other;
};

struct TaskInfo {
  std::string task_id;
  std::string run_id;
  TaskState state = TaskState::kUnrecognized;
  std::string upstream_status;
  std::string pilot;
  std::string execution_type;
  std::string objective;
  std::optional<absl::Time> create_time;
  std::optional<absl::Time> update_time;
  Object input;  // Never with the upstream's control key "token".
  std::optional<CallOutput> output;
  std::string ref_id;
  std::string thread_id;
  std::string run_mode;
  std::optional<int32_t> failure_count;
  std::optional<int32_t> retry_attempt;
  std::string last_failure_reason;
  Object other;
};

// Counted from tasks.
struct RunProgress {
  int64_t total = 0;
  int64_t waiting = 0;
  int64_t active = 0;
  int64_t completed = 0;
  int64_t failed = 0;

  void Count(TaskState state);
  bool HasEnded() const { return waiting == 0 && active == 0; }
};

struct RunInfo {
  std::string run_id;
  std::string upstream_status;
  std::string run_mode;
  std::string collection_ref;
  std::optional<absl::Time> create_time;
  std::optional<absl::Time> update_time;
  std::optional<RunProgress> progress;
  Object other;
};

struct AgentInfo {
  std::string handle;
  std::string name;
  std::string type;
  std::string state;
  std::string purpose;
  std::string description;
  Object other;
};

struct SpaceInfo {
  std::string name;
  std::string space_token;
  std::string slug;
  std::string description;
  std::string content_type;
  std::string privacy_type;
  std::string space_type;
  Object other;
};

// A page of a list.
template <typename T>
struct Listing {
  int64_t total = 0;  // Of the whole list, as the upstream counts; at least what is here.
  std::vector<T> items;
  size_t skipped = 0;  // Elements of this page that the upstream has and cannot list.
};

inline void RunProgress::Count(TaskState state) {
  ++total;
  switch (state) {
    case TaskState::kUnrecognized:
    case TaskState::kPending:
    case TaskState::kScheduled:
    case TaskState::kHold:
      ++waiting;
      break;
    case TaskState::kProcessing:
    case TaskState::kInProgress:
      ++active;
      break;
    case TaskState::kCompleted:
    case TaskState::kPartiallyCompleted:
      ++completed;
      break;
    case TaskState::kFailed:
      ++failed;
      break;
  }
}

}  // namespace unpod::domain

#endif  // UNPOD_SERVER_DOMAIN_READ_MODEL_H_
