// How far a list has got: a bar on a terminal, a plain line now and then elsewhere.
#ifndef UNPOD_CLIENT_CLI_LIST_PROGRESS_H_
#define UNPOD_CLIENT_CLI_LIST_PROGRESS_H_

#include <cstdint>
#include <ostream>
#include <string>

#include "absl/time/time.h"
#include "client/cli/list_results.h"

namespace unpod::cli {

// "12,345 of 100,000 (12%)  created 12,300, invalid 45  2,300/s, 38s left".
std::string ProgressLine(const ListCounts& counts, uint64_t answered, uint64_t total, absl::Duration elapsed);

class ListProgress {
 public:
  ListProgress(std::ostream& out, bool is_terminal, uint64_t total, absl::Time begun);
  // Draws if it is time to: ten times a second on a terminal, else every ten seconds.
  void Show(const ListCounts& counts, uint64_t answered, absl::Time now);
  // Says nothing from now on.
  void Mute() { next_ = absl::InfiniteFuture(); }
  // Takes the bar away, so that something else may be said.
  void Clear();

 private:
  std::ostream& out_;
  const bool is_terminal_;
  const uint64_t total_;
  const absl::Time begun_;
  absl::Time next_;
  bool is_drawn_ = false;
};

}  // namespace unpod::cli

#endif  // UNPOD_CLIENT_CLI_LIST_PROGRESS_H_
