// The results of a list: a CSV file with a row for each contact.
#ifndef UNPOD_CLIENT_CLI_LIST_RESULTS_H_
#define UNPOD_CLIENT_CLI_LIST_RESULTS_H_

#include <cstdint>
#include <fstream>
#include <optional>
#include <string>
#include <vector>

#include "unpod_task/v1/task_service.pb.h"

namespace unpod::cli {

// What became of the contacts.
struct ListCounts {
  uint64_t created = 0;
  uint64_t invalid = 0;
  uint64_t not_started = 0;  // Certainly not called.
  uint64_t unknown = 0;      // May have been called.
  uint64_t open = 0;         // Not answered for; may have been called.
};

// How well what is known of a contact stands: what follows replaces what comes before it or is the same. Who
// may have been called by one attempt does not become somebody whom nobody has called by another one that was
// refused.
enum class ContactOutcome : uint8_t { kNotStarted, kOpen, kInvalid, kUnknown, kCreated };

// Columns: line, outcome, task_id, run_id, status, reason, field, message. Rows stand in the order of the
// answers. Written beside its place, and put there by Finish.
class ListResults {
 public:
  // `lines`: where each contact stands in its file, ascending; must outlive this. `goes_on`: the list was
  // sent before, and what `path` holds of it stands until more is known.
  ListResults(std::string path, const std::vector<uint32_t>& lines, bool goes_on);
  // What was written and not finished is removed.
  ~ListResults();

  void Add(const unpod_task::v1::DocumentResult& result);
  // A row for each contact that was not answered for, and the file in its place. `may_be_taken`: this attempt
  // may have called who was not answered for. "" or what went wrong.
  std::string Finish(bool may_be_taken);
  const ListCounts& counts() const { return counts_; }
  uint64_t answered() const { return answered_; }

 private:
  void ReadEarlier();
  // The earlier rows that stand.
  void KeepEarlier(bool may_be_taken);
  void Write(uint64_t index, ContactOutcome outcome, const std::vector<std::string>& details);
  std::optional<uint64_t> IndexOf(const std::string& line) const;

  const std::string path_;
  const std::vector<uint32_t>& lines_;
  std::ofstream file_;
  const bool goes_on_;
  std::vector<bool> is_answered_;
  std::vector<bool> is_written_;
  std::vector<ContactOutcome> earlier_;
  ListCounts counts_;
  uint64_t answered_ = 0;
  bool is_finished_ = false;
};

}  // namespace unpod::cli

#endif  // UNPOD_CLIENT_CLI_LIST_RESULTS_H_
