// Rows of a CSV file as RFC 4180 has it, one at a time, by libcsv. Memory does not grow with the file.
#ifndef UNPOD_CLIENT_CLI_CSV_READER_H_
#define UNPOD_CLIENT_CLI_CSV_READER_H_

#include <cstdint>
#include <istream>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace unpod::cli {

struct CsvRow {
  uint64_t line = 0;  // Where it begins in the file, from 1.
  std::vector<std::string> cells;
};

class CsvReader {
 public:
  // `in` must outlive the reader. A byte order mark at its beginning is skipped.
  explicit CsvReader(std::istream& in);
  ~CsvReader();

  // The next row; nothing at the end of the file, and where it cannot be read any further: then error() says
  // why. Empty lines are skipped.
  std::optional<CsvRow> Next();
  // Empty when all is well: "line 7: a quote …".
  const std::string& error() const { return error_; }

 private:
  struct Parser;
  // Each is false, and says why, where the file cannot be read any further.
  bool Feed();
  bool FeedPart(absl::string_view part);
  bool Finish();
  void Fail(uint64_t line, const std::string& what);

  std::istream& in_;
  std::unique_ptr<Parser> parser_;
  std::string buffer_;  // One line.
  std::string error_;
  uint64_t line_ = 0;
  bool is_within_row_ = false;
  bool has_ended_ = false;
};

}  // namespace unpod::cli

#endif  // UNPOD_CLIENT_CLI_CSV_READER_H_
