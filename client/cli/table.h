// Lists as text: a table for eyes, columns for programs, and the times in them.
#ifndef UNPOD_CLIENT_CLI_TABLE_H_
#define UNPOD_CLIENT_CLI_TABLE_H_

#include <google/protobuf/timestamp.pb.h>

#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace unpod::cli {

using Cells = std::vector<std::string>;

struct Table {
  Cells heading;
  std::vector<Cells> rows;  // Each as long as the heading; OrDash() for what may be empty.
};

// Aligned, with the heading, without columns that have no value. `painted` gives a cell with its colour.
std::string TableText(const Table& table,
                      absl::FunctionRef<std::string(size_t column, const std::string& cell)> painted);
// A line for each row, tabs between its cells; no heading.
std::string ColumnsText(const Table& table);

// "-" for none; else harmless for a terminal.
std::string OrDash(absl::string_view text);

absl::Time TimeFrom(const google::protobuf::Timestamp& timestamp);
// "2030-01-31T09:30:00Z".
std::string Stamp(const google::protobuf::Timestamp& timestamp);
// "5s", "3m1s", "3h12m", "4d7h".
std::string Age(absl::Duration duration);

}  // namespace unpod::cli

#endif  // UNPOD_CLIENT_CLI_TABLE_H_
