#include "server/flow/run_snapshot.h"

#include <cstddef>

#include "absl/strings/escaping.h"

namespace unpod::flow {
namespace {

// Of tasks that a cursor knows one by one: it goes with each message.
constexpr size_t kMaxKnown = 256;
constexpr size_t kBytes = 4;  // Of each hash.

void AppendHash(uint64_t hash, size_t bytes, std::string& out) {
  for (size_t i = 0; i < bytes; ++i) out += static_cast<char>(hash >> (8 * i));
}

uint64_t Together(const RunTasks& tasks) {
  uint64_t all = tasks.size();
  for (const auto& [id, seen] : tasks) all = all * 1099511628211U ^ seen.hash;
  return all;
}

// The cursor's bytes; tasks are in the order of their ids.
std::string Bytes(const RunTasks& tasks) {
  std::string bytes;
  if (tasks.size() > kMaxKnown) {
    AppendHash(Together(tasks), 8, bytes);
  } else {
    for (const auto& [id, seen] : tasks) AppendHash(seen.hash, kBytes, bytes);
  }
  return bytes;
}

}  // namespace

domain::RunProgress ProgressOf(const RunTasks& tasks) {
  domain::RunProgress progress;
  for (const auto& [id, seen] : tasks) progress.Count(seen.task->state);
  return progress;
}

std::string MakeCursor(const RunTasks& tasks) {
  return absl::WebSafeBase64Escape(Bytes(tasks));
}

std::set<std::string> ChangedSince(const RunTasks& tasks, const std::string& cursor) {
  std::set<std::string> changed;
  std::string before;
  const std::string now = Bytes(tasks);
  const bool is_known = absl::WebSafeBase64Unescape(cursor, &before) && before.size() == now.size();
  if (is_known && before == now) return changed;
  const bool one_by_one = is_known && tasks.size() <= kMaxKnown;
  size_t at = 0;
  for (const auto& [id, seen] : tasks) {
    if (!one_by_one || before.compare(at, kBytes, now, at, kBytes) != 0) changed.insert(id);
    at += kBytes;
  }
  return changed;
}

}  // namespace unpod::flow
