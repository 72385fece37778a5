#ifndef UNPOD_SANDBOX_JOURNAL_H_
#define UNPOD_SANDBOX_JOURNAL_H_

#include <cstddef>
#include <deque>
#include <map>
#include <memory>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "sandbox/book.h"
#include "sandbox/run_id.h"

namespace unpod::sandbox {

// One create POST that was read whole, and the run it made, if any. The documents are in the body, and are
// looked up there when somebody asks: a parsed body would take several times the room.
struct Entry {
  std::string body = {};
  std::string space = {};
  std::string agent = {};  // when accepted
  bool accepted = false;
  // ---- when accepted ----
  Tick tick = 0;       // of the run's id; its tasks have the following ones, in the order of the documents
  int task_count = 0;  // may be less than the documents: a create is not atomic
  absl::Time created = absl::InfinitePast();
  absl::Time due = absl::InfinitePast();  // when the calls begin
  bool scheduled = false;                 // `due` was asked for
};

// The create POSTs in the order of their arrival, the oldest dropped above a size, and the totals. Not
// thread-safe.
class Journal {
 public:
  explicit Journal(size_t max_bytes) : max_bytes_(max_bytes) {}

  // A tick for a run and `task_count` tasks made now: none of them was given before.
  Tick NextTick(absl::Time now, int task_count);

  void Add(Entry entry);
  void AddConnection() { ++book_.connections; }
  void AddRead() { ++book_.reads; }
  void Clear();

  const Book& book() const { return book_; }
  const std::deque<Entry>& entries() const { return entries_; }
  // The accepted one of this tick, or null.
  const Entry* Find(Tick run) const;
  std::map<std::string, ValueCount> CountBy(absl::string_view key) const;

 private:
  static size_t Size(const Entry& entry) {
    return sizeof(Entry) + entry.body.size() + entry.space.size() + entry.agent.size();
  }

  const size_t max_bytes_;
  size_t bytes_ = 0;
  Tick next_tick_ = 0;
  std::deque<Entry> entries_;
  Book book_;
};

}  // namespace unpod::sandbox

#endif  // UNPOD_SANDBOX_JOURNAL_H_
