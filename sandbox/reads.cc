#include "sandbox/reads.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/string_view.h"
#include "sandbox/bodies.h"
#include "sandbox/directory.h"
#include "sandbox/document.h"
#include "sandbox/python.h"

namespace unpod::sandbox {
namespace {

// Which items of a list a request asks for.
struct Page {
  int64_t skip = 0;
  int64_t take = 0;

  bool Has(int64_t index) const { return index >= skip && index - skip < take; }
};

int64_t NumberOr(const Request& request, absl::string_view name, int64_t fallback) {
  int64_t number = 0;
  const std::optional<std::string> text = Parameter(request, name);
  return text.has_value() && absl::SimpleAtoi(*text, &number) ? number : fallback;
}

// Empty for a page before the first.
std::optional<Page> PageOf(const Request& request, int64_t default_size) {
  constexpr int64_t kMost = int64_t{1} << 31;
  const int64_t page = std::min(NumberOr(request, "page", 1), kMost);
  const int64_t size = std::min(NumberOr(request, "page_size", default_size), kMost);
  if (page < 1 || size < 0) return std::nullopt;
  if (size == 0) return Page{.take = std::numeric_limits<int64_t>::max()};
  return Page{.skip = (page - 1) * size, .take = size};
}

using Entries = std::vector<const Entry*>;

// Newest first.
template <typename Wanted>
Entries Accepted(const Journal& journal, Wanted wanted) {
  Entries found;
  std::for_each(journal.entries().rbegin(), journal.entries().rend(), [&](const Entry& entry) {
    if (entry.accepted && wanted(entry)) found.push_back(&entry);
  });
  return found;
}

Answer TasksOf(const Entries& entries, const Page& page, const Progress& progress) {
  Json items = Json::array();
  int64_t count = 0;
  for (const Entry* entry : entries) {
    const int64_t first = count;
    count += entry->task_count;
    if (page.skip >= count || first - page.skip >= page.take) continue;
    const Json body = ParseBody(entry->body);
    for (int back = 0; back < entry->task_count; ++back) {
      if (page.Has(first + back)) items.push_back(progress.Task(*entry, body, entry->task_count - 1 - back));
    }
  }
  return ListAnswer("Tasks Fetched Successfully", count, std::move(items));
}

}  // namespace

Answer ListRuns(const Request& request, const Route& route, const Journal& journal,
                const Progress& progress) {
  const std::optional<Page> page = PageOf(request, 50);
  if (!page.has_value()) return Body("206_runs_fetch_failed");
  Json items = Json::array();
  int64_t count = 0;
  for (const Entry* entry : Accepted(journal, [&](const Entry& each) { return each.space == route.space; })) {
    if (page->Has(count++)) items.push_back(progress.Run(*entry));
  }
  return ListAnswer("Runs Fetched Successfully", count, std::move(items));
}

Answer ListRunTasks(const Request& request, const Route& route, const Journal& journal,
                    const Progress& progress) {
  const std::optional<Page> page = PageOf(request, 50);
  if (!page.has_value()) return Body("206_tasks_fetch_failed");
  const std::optional<Tick> tick = TickOf('R', route.run);
  const Entry* const entry = tick.has_value() ? journal.Find(*tick) : nullptr;
  return TasksOf(entry == nullptr ? Entries{} : Entries{entry}, *page, progress);
}

Answer ListSpaceTasks(const Request& request, const Route& route, const Journal& journal,
                      const Progress& progress) {
  const std::optional<Page> page = PageOf(request, 20);
  if (!page.has_value()) return Body("206_tasks_fetch_failed");
  return TasksOf(Accepted(journal, [&](const Entry& each) { return each.space == route.space; }), *page,
                 progress);
}

Answer ListAgentTasks(const Request& request, const Route& route, const Journal& journal,
                      const Progress& progress) {
  const std::optional<Page> page = PageOf(request, 20);
  if (!page.has_value()) return Body("206_tasks_fetch_failed");
  const Entries entries = Accepted(journal, [&](const Entry& each) { return each.agent == route.agent; });
  if (entries.empty() && !IsAgent(route.agent)) return Body("404_agent");
  return TasksOf(entries, *page, progress);
}

Answer ListAgentExecutions(const Request& request, const Route& route, const Journal& journal,
                           const Progress& progress) {
  const std::optional<Page> page = PageOf(request, 20);
  if (!page.has_value()) return Body("206_runs_fetch_failed");
  const Entries entries = Accepted(journal, [&](const Entry& each) { return each.agent == route.agent; });
  if (entries.empty() && !IsAgent(route.agent)) return Body("404_agent");
  Json items = Json::array();
  int64_t count = 0;
  for (const Entry* entry : entries) {
    if (page->Has(count++)) items.push_back(progress.Execution(*entry, ParseBody(entry->body)));
  }
  return ListAnswer("Executions Fetched Successfully", count, std::move(items));
}

}  // namespace unpod::sandbox
