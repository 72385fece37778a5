#include "client/cli/table.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "client/cli/text.h"

namespace unpod::cli {
namespace {

using Painted = absl::FunctionRef<std::string(size_t, const std::string&)>;

// Code points; near enough to columns for most names.
size_t WidthOf(absl::string_view cell) {
  return static_cast<size_t>(
      std::count_if(cell.begin(), cell.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

// The width of each column; 0 for one without a value, which is left out.
std::vector<size_t> WidthsOf(const Table& table) {
  std::vector<size_t> widths(table.heading.size());
  for (size_t column = 0; column < widths.size(); ++column) {
    bool empty = true;
    for (const Cells& row : table.rows) {
      widths[column] = std::max(widths[column], WidthOf(row[column]));
      if (row[column] != "-") empty = false;
    }
    widths[column] = empty ? 0 : std::max(widths[column], WidthOf(table.heading[column]));
  }
  return widths;
}

std::string TableLine(const Cells& cells, const std::vector<size_t>& widths, Painted painted) {
  std::string line;
  size_t padding = 0;
  for (size_t column = 0; column < cells.size(); ++column) {
    if (widths[column] == 0) continue;
    // Padded before the next one only: no spaces at the end.
    absl::StrAppend(&line, std::string(padding, ' '), painted(column, cells[column]));
    padding = widths[column] - WidthOf(cells[column]) + 2;
  }
  return line + "\n";
}

}  // namespace

std::string TableText(const Table& table, Painted painted) {
  const std::vector<size_t> widths = WidthsOf(table);
  std::string text = TableLine(table.heading, widths, [](size_t, const std::string& cell) { return cell; });
  for (const Cells& row : table.rows) absl::StrAppend(&text, TableLine(row, widths, painted));
  return text;
}

std::string ColumnsText(const Table& table) {
  std::string text;
  for (const Cells& row : table.rows) absl::StrAppend(&text, absl::StrJoin(row, "\t"), "\n");
  return text;
}

std::string OrDash(absl::string_view text) {
  return text.empty() ? "-" : Printable(text);
}

absl::Time TimeFrom(const google::protobuf::Timestamp& timestamp) {
  return absl::FromUnixSeconds(timestamp.seconds()) + absl::Nanoseconds(timestamp.nanos());
}

std::string Stamp(const google::protobuf::Timestamp& timestamp) {
  return absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", TimeFrom(timestamp), absl::UTCTimeZone());
}

std::string Age(absl::Duration duration) {
  // Two clocks: what has just been claimed may seem to be ahead.
  duration = std::max(duration, absl::ZeroDuration());
  if (duration < absl::Minutes(1)) return absl::StrCat(absl::ToInt64Seconds(duration), "s");
  if (duration < absl::Hours(1)) return absl::FormatDuration(absl::Trunc(duration, absl::Seconds(1)));
  const int64_t hours = absl::ToInt64Hours(duration);
  if (hours >= 48) return absl::StrCat(hours / 24, "d", hours % 24, "h");
  return absl::StrCat(hours, "h", absl::ToInt64Minutes(duration) % 60, "m");
}

}  // namespace unpod::cli
