#include "client/cli/list_progress.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "client/cli/table.h"

namespace unpod::cli {
namespace {

constexpr size_t kBarWidth = 20;
constexpr absl::Duration kBetweenDraws = absl::Milliseconds(100);
constexpr absl::Duration kBetweenLines = absl::Seconds(10);

// 12,345.
std::string Grouped(uint64_t number) {
  std::string text = absl::StrCat(number);
  for (size_t at = text.size(); at > 3; at -= 3) text.insert(at - 3, 1, ',');
  return text;
}

std::string Bar(uint64_t answered, uint64_t total) {
  const auto full = static_cast<size_t>(total == 0 ? kBarWidth : kBarWidth * answered / total);
  return absl::StrCat("[", std::string(full, '#'), std::string(kBarWidth - full, '.'), "] ");
}

}  // namespace

std::string ProgressLine(const ListCounts& counts, uint64_t answered, uint64_t total,
                         absl::Duration elapsed) {
  std::string text =
      absl::StrCat(Grouped(answered), " of ", Grouped(total), " (", total == 0 ? 100 : 100 * answered / total,
                   "%)  created ", Grouped(counts.created));
  if (counts.invalid > 0) absl::StrAppend(&text, ", invalid ", Grouped(counts.invalid));
  if (counts.not_started > 0) absl::StrAppend(&text, ", not started ", Grouped(counts.not_started));
  if (counts.unknown > 0) absl::StrAppend(&text, ", unknown ", Grouped(counts.unknown));
  const double seconds = absl::ToDoubleSeconds(elapsed);
  if (answered == 0 || seconds <= 0) return text;
  const double rate = static_cast<double>(answered) / seconds;
  absl::StrAppend(&text, "  ", Grouped(static_cast<uint64_t>(rate)), "/s");
  if (answered >= total) return text;
  return absl::StrCat(text, ", ", Age(absl::Seconds(static_cast<double>(total - answered) / rate)), " left");
}

ListProgress::ListProgress(std::ostream& out, bool is_terminal, uint64_t total, absl::Time begun)
    : out_(out),
      is_terminal_(is_terminal),
      total_(total),
      begun_(begun),
      next_(is_terminal ? begun : begun + kBetweenLines) {}

void ListProgress::Show(const ListCounts& counts, uint64_t answered, absl::Time now) {
  if (now < next_) return;
  next_ = now + (is_terminal_ ? kBetweenDraws : kBetweenLines);
  const std::string line = ProgressLine(counts, answered, total_, now - begun_);
  if (is_terminal_) {
    out_ << "\r\x1b[K" << Bar(answered, total_) << line << std::flush;
    is_drawn_ = true;
  } else {
    out_ << line << "\n" << std::flush;
  }
}

void ListProgress::Clear() {
  if (is_drawn_) out_ << "\r\x1b[K" << std::flush;
  is_drawn_ = false;
}

}  // namespace unpod::cli
