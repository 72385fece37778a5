// A page of a space's tasks, newest first: GET /api/v2/platform/spaces/{space_token}/tasks/. Read for one
// thing only: which documents of a request have become tasks. Pure; never throws; any bytes are fine.
#ifndef UNPOD_SERVER_UNPOD_TASK_PAGE_H_
#define UNPOD_SERVER_UNPOD_TASK_PAGE_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace unpod::unpod {

// A task whose document carries the mark that was looked for.
struct MarkedTask {
  size_t document = 0;  // Its index in the request.
  std::string task_id;
  std::string run_id;
  std::string status;
};

struct TaskPage {
  bool is_readable = false;  // If not, nothing below is set.
  size_t tasks = 0;          // On this page.
  // In the whole list, as the upstream counts; absent where it does not.
  std::optional<uint64_t> total;
  std::vector<MarkedTask> marked;
  std::optional<absl::Time> newest;  // When the first one was made, by its id; absent where no id tells.
  std::optional<absl::Time> oldest;  // The same of the last one.
};

// `mark_name` and `mark` as in Mark (encode.h).
TaskPage ReadTaskPage(absl::string_view body, absl::string_view mark_name, absl::string_view mark);

// When an id was made: one letter and the 32 hexadecimal digits of a version 1 UUID.
std::optional<absl::Time> TimeOfId(absl::string_view id);

}  // namespace unpod::unpod

#endif  // UNPOD_SERVER_UNPOD_TASK_PAGE_H_
