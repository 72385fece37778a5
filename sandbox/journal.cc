#include "sandbox/journal.h"

#include <algorithm>
#include <set>

#include "absl/strings/string_view.h"
#include "sandbox/document.h"

namespace unpod::sandbox {

Tick Journal::NextTick(absl::Time now, int task_count) {
  const Tick tick = std::max(next_tick_, ToTick(now));
  next_tick_ = tick + 1 + task_count;
  return tick;
}

void Journal::Add(Entry entry) {
  ++book_.received;
  if (entry.accepted) {
    ++book_.accepted;
    book_.calls += entry.task_count;
  }
  bytes_ += Size(entry);
  entries_.push_back(std::move(entry));
  while (bytes_ > max_bytes_) {
    bytes_ -= Size(entries_.front());
    entries_.pop_front();
    ++book_.dropped;
  }
}

void Journal::Clear() {
  entries_.clear();
  bytes_ = 0;
  book_ = Book{};
}

const Entry* Journal::Find(Tick run) const {
  const auto found = std::find_if(entries_.rbegin(), entries_.rend(),
                                  [&](const Entry& entry) { return entry.accepted && entry.tick == run; });
  return found == entries_.rend() ? nullptr : &*found;
}

std::map<std::string, ValueCount> Journal::CountBy(absl::string_view key) const {
  std::map<std::string, ValueCount> counts;
  for (const Entry& entry : entries_) {
    std::set<std::string> seen;
    int index = 0;
    const Json body = ParseBody(entry.body);
    for (const Json& document : DocumentsOf(body)) {
      const int task = index++;
      const auto value = MemberText(document, key);
      if (!value.has_value()) continue;
      ValueCount& count = counts[*value];
      if (entry.accepted && task < entry.task_count) ++count.calls;
      if (!seen.insert(*value).second) continue;
      ++count.received;
      if (entry.accepted) ++count.accepted;
    }
  }
  return counts;
}

}  // namespace unpod::sandbox
