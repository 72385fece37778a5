#include "client/cli/csv_reader.h"

#include <csv.h>

#include <deque>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"

namespace unpod::cli {
namespace {

// A quote that is never closed would take the rest of the file into one cell.
constexpr size_t kMaxRowBytes = 1 << 20;

int IsNoSpace(unsigned char) {
  return 0;  // Spaces belong to the cell (RFC 4180, 2.4); libcsv would cut them off.
}

}  // namespace

struct CsvReader::Parser {
  Parser() {
    csv_init(&csv, CSV_STRICT | CSV_STRICT_FINI);
    csv_set_space_func(&csv, IsNoSpace);
  }
  ~Parser() { csv_free(&csv); }
  Parser(const Parser&) = delete;
  Parser& operator=(const Parser&) = delete;

  static void OnCell(void* text, size_t size, void* self) {
    static_cast<Parser*>(self)->row.cells.emplace_back(static_cast<const char*>(text), size);
  }
  static void OnRow(int, void* self) {
    auto* parser = static_cast<Parser*>(self);
    parser->rows.push_back(std::exchange(parser->row, CsvRow{parser->row.line, {}}));
    parser->bytes_of_row = 0;
  }

  csv_parser csv{};
  CsvRow row;  // The one that is being read.
  std::deque<CsvRow> rows;
  size_t bytes_of_row = 0;
};

CsvReader::CsvReader(std::istream& in) : in_(in), parser_(std::make_unique<Parser>()) {}

CsvReader::~CsvReader() = default;

std::optional<CsvRow> CsvReader::Next() {
  while (parser_->rows.empty()) {
    if (has_ended_ || !error_.empty() || !Feed()) return std::nullopt;
  }
  CsvRow row = std::move(parser_->rows.front());
  parser_->rows.pop_front();
  return row;
}

// One line, as far as the cap allows: so the number of the line is known where something is wrong.
bool CsvReader::Feed() {
  buffer_.resize(kMaxRowBytes + 2);
  in_.getline(buffer_.data(), static_cast<std::streamsize>(buffer_.size()));
  const auto size = static_cast<size_t>(in_.gcount());
  ++line_;
  if (in_.bad() || (in_.fail() && !in_.eof())) {
    Fail(line_, in_.bad() ? "cannot be read" : "is longer than 1 MiB");
    return false;
  }
  has_ended_ = in_.eof();
  if (!has_ended_) buffer_[size - 1] = '\n';  // What getline has taken away.
  absl::string_view text(buffer_.data(), size);
  if (line_ == 1) absl::ConsumePrefix(&text, "\xEF\xBB\xBF");
  // A CR alone ends a row, too.
  for (size_t end = text.find('\r'); end != absl::string_view::npos; end = text.find('\r')) {
    if (!FeedPart(text.substr(0, end + 1))) return false;
    text.remove_prefix(end + 1);
  }
  return FeedPart(text) && (!has_ended_ || Finish());
}

// Ends with the end of a row or earlier.
bool CsvReader::FeedPart(absl::string_view part) {
  Parser& parser = *parser_;
  if (!is_within_row_) parser.row.line = line_;
  is_within_row_ = is_within_row_ || part.find_first_not_of("\r\n") != absl::string_view::npos;
  parser.bytes_of_row += part.size();
  if (parser.bytes_of_row > kMaxRowBytes) {
    Fail(parser.row.line, "begins a row of more than 1 MiB; is a quote not closed?");
    return false;
  }
  if (!is_within_row_) parser.bytes_of_row = 0;
  const size_t rows = parser.rows.size();
  if (csv_parse(&parser.csv, part.data(), part.size(), Parser::OnCell, Parser::OnRow, &parser) !=
      part.size()) {
    Fail(line_, "has a quote where none may be (a quote within a cell is doubled, and the cell quoted)");
    return false;
  }
  if (parser.rows.size() > rows) is_within_row_ = false;
  return true;
}

bool CsvReader::Finish() {
  if (csv_fini(&parser_->csv, Parser::OnCell, Parser::OnRow, parser_.get()) == 0) return true;
  Fail(parser_->row.line, "begins a row with a quote that is not closed");
  return false;
}

void CsvReader::Fail(uint64_t line, const std::string& what) {
  error_ = absl::StrCat("line ", line, " ", what);
}

}  // namespace unpod::cli
