// A CSV file of contacts: each row becomes a contact, or something is said about it.
#include <algorithm>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "client/cli/contact_list.h"
#include "client/cli/document.h"
#include "client/cli/text.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/second_opinion.h"

namespace unpod::fuzz {
namespace {

using Row = std::vector<std::string>;

void CheckRows(const std::string& text, const CsvTable& table) {
  std::istringstream in(text);
  cli::CsvReader reader(in);
  std::vector<cli::CsvRow> rows;
  while (std::optional<cli::CsvRow> row = reader.Next()) rows.push_back(*std::move(row));
  Require(reader.error().empty() == table.is_whole, "a file is read to its end, or it is said why not");
  Require(rows.size() <= table.rows.size(), "no row is made up");
  Require(rows.size() == table.rows.size() || !table.is_whole, "no row is lost");
  for (size_t i = 0; i < rows.size(); ++i) {
    Require(rows[i].cells == table.rows[i], "the cells are those of the file");
    Require(rows[i].line == table.lines[i], "a row is named by the line where it begins");
  }
}

Row LabelsOf(const std::string& cell) {
  Row labels;
  for (const absl::string_view part : absl::StrSplit(cell, ';')) {
    const absl::string_view label = absl::StripAsciiWhitespace(part);
    if (!label.empty()) labels.emplace_back(label);
  }
  return labels;
}

void CheckContact(const unpod_task::v1::Document& document, const Row& heading, const Row& row) {
  Require(row.size() == heading.size(), "a contact has as many cells as there are columns");
  unpod_task::v1::Document copy = document;
  size_t variables = 0;
  for (size_t i = 0; i < row.size(); ++i) {
    const std::string name(absl::StripAsciiWhitespace(heading[i]));
    if (name == "labels") {
      Require(LabelsOf(row[i]) == Row(document.labels().begin(), document.labels().end()),
              "no label is lost");
    } else if (const std::string* text = cli::TextField(name, &copy)) {
      Require(*text == row[i], "no text is lost");
    } else if (!row[i].empty()) {
      const auto found = document.variables().find(name);
      Require(found != document.variables().end() && found->second == row[i], "no variable is lost");
      ++variables;
    }
  }
  Require(document.variables().size() == variables, "no variable is made up");
}

void CheckProblems(const cli::Problems& problems) {
  for (const cli::Problem& problem : problems) {
    Require(cli::Printable(problem.where + problem.what) == problem.where + problem.what,
            "a problem can be shown on a terminal");
  }
}

void CheckContacts(const std::string& text, const CsvTable& table) {
  std::istringstream in(text);
  cli::ContactList list(in, {});
  cli::Problems problems;
  std::vector<cli::Contact> contacts;
  while (std::optional<cli::Contact> contact = list.Next(&problems)) contacts.push_back(*std::move(contact));
  CheckProblems(problems);
  if (problems.size() >= cli::ContactList::kMaxProblems) return;
  const size_t rows = table.rows.empty() ? 0 : table.rows.size() - 1;
  Require(contacts.size() <= rows, "no contact is made up");
  if (!problems.empty()) return;
  Require(contacts.size() == rows, "no contact is lost without a word");
  for (size_t i = 0; i < rows; ++i) CheckContact(contacts[i].document, table.rows[0], table.rows[i + 1]);
}

}  // namespace
}  // namespace unpod::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string text = unpod::fuzz::TextOf(data, size);
  std::string without_mark = text;
  if (absl::StartsWith(text, "\xEF\xBB\xBF")) without_mark.erase(0, 3);
  const unpod::fuzz::CsvTable table = unpod::fuzz::ReadTable(without_mark);
  unpod::fuzz::CheckRows(text, table);
  unpod::fuzz::CheckContacts(text, table);
  return 0;
}
