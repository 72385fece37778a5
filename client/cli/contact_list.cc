#include "client/cli/contact_list.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "client/cli/document.h"
#include "client/cli/text.h"

namespace unpod::cli {
namespace {

constexpr absl::string_view kVariable = "variables.";

// The field that a column of this name fills.
std::string FieldOf(const std::string& name) {
  unpod_task::v1::Document document;
  if (name == "labels" || TextField(name, &document) != nullptr) return name;
  return absl::StrCat(kVariable, name);
}

std::map<std::string, std::string> ReadRenamed(const std::vector<std::string>& renamed, Problems* problems) {
  std::map<std::string, std::string> names;
  for (const std::string& text : renamed) {
    const size_t equals = text.rfind('=');
    if (equals == std::string::npos || equals == 0 || equals + 1 == text.size()) {
      problems->push_back({"--column", "must be COLUMN=FIELD"});
    } else if (!names.emplace(text.substr(0, equals), text.substr(equals + 1)).second) {
      problems->push_back({"--column", "names the same column twice"});
    }
  }
  return names;
}

void AddLabels(const std::string& cell, unpod_task::v1::Document* document) {
  for (absl::string_view label : absl::StrSplit(cell, ';')) {
    label = absl::StripAsciiWhitespace(label);
    if (!label.empty()) document->add_labels(std::string(label));
  }
}

}  // namespace

ContactList::ContactList(std::istream& in, const std::vector<std::string>& renamed) : reader_(in) {
  ReadHeading(renamed);
}

void ContactList::ReadHeading(const std::vector<std::string>& renamed) {
  std::map<std::string, std::string> names = ReadRenamed(renamed, &heading_problems_);
  const std::optional<CsvRow> heading = reader_.Next();
  if (!heading.has_value()) {
    if (reader_.error().empty()) heading_problems_.push_back({"", "has no row that names the columns"});
    return;
  }
  std::set<std::string> seen;
  for (size_t i = 0; i < heading->cells.size(); ++i) {
    std::string name(absl::StripAsciiWhitespace(heading->cells[i]));
    const std::string where = absl::StrCat("line ", heading->line, ", column ", i + 1);
    if (const auto found = names.find(name); found != names.end()) {
      name = found->second;
      names.erase(found);
    }
    if (name.empty()) {
      heading_problems_.push_back({where, "has no name"});
    } else if (!IsUtf8(name)) {
      heading_problems_.push_back({where, "is not valid UTF-8"});
    } else if (!seen.insert(name).second) {
      heading_problems_.push_back({where, absl::StrCat("has the name ", Printable(name), " a second time")});
    }
    fields_.push_back(FieldOf(name));
  }
  for (const auto& [column, field] : names) {
    heading_problems_.push_back(
        {"--column", absl::StrCat("names ", Printable(column), ", which is no column")});
  }
}

std::optional<Contact> ContactList::Next(Problems* problems) {
  if (!heading_problems_.empty()) {
    problems->insert(problems->end(), heading_problems_.begin(), heading_problems_.end());
    heading_problems_.clear();
    has_ended_ = true;
  }
  while (!has_ended_ && problems->size() < kMaxProblems) {
    const std::optional<CsvRow> row = reader_.Next();
    if (!row.has_value()) break;
    Contact contact;
    contact.line = row->line;
    if (Fill(*row, &contact.document, problems)) return contact;
  }
  if (!has_ended_ && !reader_.error().empty()) problems->push_back({"", reader_.error()});
  has_ended_ = true;
  return std::nullopt;
}

bool ContactList::Fill(const CsvRow& row, unpod_task::v1::Document* document, Problems* problems) const {
  if (row.cells.size() != fields_.size()) {
    problems->push_back(
        {absl::StrCat("line ", row.line),
         absl::StrCat("has ", row.cells.size(), " cells, the first row has ", fields_.size())});
    return false;
  }
  bool is_whole = true;
  for (size_t i = 0; i < fields_.size(); ++i) {
    const std::string& cell = row.cells[i];
    if (cell.empty()) continue;
    if (!IsUtf8(cell) || absl::StrContains(cell, '\0')) {
      problems->push_back({Place(row.line, fields_[i]), "is not valid UTF-8"});
      is_whole = false;
    } else if (fields_[i] == "labels") {
      AddLabels(cell, document);
    } else if (std::string* field = TextField(fields_[i], document)) {
      *field = cell;
    } else {
      const std::string name(absl::StripPrefix(fields_[i], kVariable));
      (*document->mutable_variables())[name] = cell;
    }
  }
  return is_whole;
}

std::string ContactList::Place(uint64_t line, const std::string& field) const {
  const std::string name = field.substr(0, field.find('['));  // "labels[2]".
  const auto found = std::find(fields_.begin(), fields_.end(), name);
  if (found == fields_.end()) return absl::StrCat("line ", line, name.empty() ? "" : ", ", Printable(name));
  return absl::StrCat("line ", line, ", column ", found - fields_.begin() + 1, " (",
                      Printable(absl::StripPrefix(name, kVariable)), ")");
}

std::vector<std::string> ContactList::variable_columns() const {
  std::vector<std::string> names;
  for (absl::string_view field : fields_) {
    if (absl::ConsumePrefix(&field, kVariable)) names.emplace_back(field);
  }
  return names;
}

}  // namespace unpod::cli
