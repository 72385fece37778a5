// The results of a list: a CSV file with a row for each contact.
#ifndef UNPOD_CLIENT_CLI_LIST_RESULTS_H_
#define UNPOD_CLIENT_CLI_LIST_RESULTS_H_

#include <cstdint>
#include <fstream>
#include <string>
#include <vector>

#include "unpod/task/v1/task_service.pb.h"

namespace unpod::cli {

// What became of the contacts.
struct ListCounts {
  uint64_t created = 0;
  uint64_t invalid = 0;
  uint64_t not_started = 0;  // Certainly not called.
  uint64_t unknown = 0;      // May have been called.
  uint64_t open = 0;         // Not answered for.
};

// Columns: line, outcome, task_id, run_id, status, reason, field, message. Rows stand in the order of the
// answers. Written beside its place, and put there by Finish.
class ListResults {
 public:
  // `lines`: where each contact stands in its file; must outlive this.
  ListResults(std::string path, const std::vector<uint32_t>& lines);
  // What was written and not finished is removed.
  ~ListResults();

  void Add(const task::v1::DocumentResult& result);
  // A row for each contact that was not answered for, and the file in its place. "" or what went wrong.
  std::string Finish();
  const ListCounts& counts() const { return counts_; }
  uint64_t answered() const { return answered_; }

 private:
  void Write(uint64_t index, const std::string& outcome, const task::v1::DocumentResult& result);
  const std::string path_;
  const std::vector<uint32_t>& lines_;
  std::ofstream file_;
  std::vector<bool> is_answered_;
  ListCounts counts_;
  uint64_t answered_ = 0;
  bool is_finished_ = false;
};

}  // namespace unpod::cli

#endif  // UNPOD_CLIENT_CLI_LIST_RESULTS_H_
