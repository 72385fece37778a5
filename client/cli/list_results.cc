#include "client/cli/list_results.h"

#include <csv.h>

#include <algorithm>
#include <cstdio>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "client/cli/csv_reader.h"
#include "client/cli/document_result.h"

namespace unpod::cli {
namespace {

std::string Unfinished(const std::string& path) {
  return path + ".part";
}

std::string Cell(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string quoted(csv_write(nullptr, 0, text.data(), text.size()), '\0');
  csv_write(quoted.data(), quoted.size(), text.data(), text.size());
  return quoted;
}

// Of the columns: line, outcome, and what is known besides.
constexpr size_t kFirstDetail = 2;

constexpr std::pair<ContactOutcome, const char*> kOutcomeNames[] = {
    {ContactOutcome::kNotStarted, "not_started"}, {ContactOutcome::kOpen, "open"},
    {ContactOutcome::kInvalid, "invalid"},        {ContactOutcome::kUnknown, "unknown"},
    {ContactOutcome::kCreated, "created"},
};

std::string NameOf(ContactOutcome outcome) {
  return kOutcomeNames[static_cast<size_t>(outcome)].second;
}

std::optional<ContactOutcome> OutcomeNamed(const std::string& name) {
  for (const auto& [outcome, its_name] : kOutcomeNames) {
    if (name == its_name) return outcome;
  }
  return std::nullopt;
}

ContactOutcome OutcomeOf(const unpod_task::v1::DocumentResult& result) {
  if (!result.has_failure()) return ContactOutcome::kCreated;
  const unpod_task::v1::Failure& failure = result.failure();
  if (ExecutionOf(failure) != client::Execution::kNotStarted) return ContactOutcome::kUnknown;
  return failure.field().empty() ? ContactOutcome::kNotStarted : ContactOutcome::kInvalid;
}

uint64_t& CountOf(ContactOutcome outcome, ListCounts& counts) {
  switch (outcome) {
    case ContactOutcome::kCreated:
      return counts.created;
    case ContactOutcome::kInvalid:
      return counts.invalid;
    case ContactOutcome::kNotStarted:
      return counts.not_started;
    case ContactOutcome::kUnknown:
      return counts.unknown;
    case ContactOutcome::kOpen:
      break;
  }
  return counts.open;
}

}  // namespace

ListResults::ListResults(std::string path, const std::vector<uint32_t>& lines, bool goes_on)
    : path_(std::move(path)),
      lines_(lines),
      file_(Unfinished(path_), std::ios::binary | std::ios::trunc),
      goes_on_(goes_on),
      is_answered_(lines.size()),
      is_written_(lines.size()),
      // Nobody knows what became of who is in no row.
      earlier_(lines.size(), goes_on ? ContactOutcome::kOpen : ContactOutcome::kNotStarted) {
  file_ << "line,outcome,task_id,run_id,status,reason,field,message\r\n";
  if (goes_on_) ReadEarlier();
}

ListResults::~ListResults() {
  if (!is_finished_) std::remove(Unfinished(path_).c_str());
}

std::optional<uint64_t> ListResults::IndexOf(const std::string& line) const {
  uint32_t number = 0;
  if (!absl::SimpleAtoi(line, &number)) return std::nullopt;
  const auto at = std::lower_bound(lines_.begin(), lines_.end(), number);
  if (at == lines_.end() || *at != number) return std::nullopt;
  return static_cast<uint64_t>(at - lines_.begin());
}

void ListResults::ReadEarlier() {
  std::ifstream file(path_, std::ios::binary);
  CsvReader reader(file);
  while (const std::optional<CsvRow> row = reader.Next()) {
    if (row->cells.size() <= kFirstDetail) continue;
    const auto index = IndexOf(row->cells[0]);
    const auto outcome = OutcomeNamed(row->cells[1]);
    if (index.has_value() && outcome.has_value()) earlier_[*index] = *outcome;
  }
}

void ListResults::Add(const unpod_task::v1::DocumentResult& result) {
  const auto index = static_cast<uint64_t>(std::max(result.index(), 0));
  if (index >= lines_.size() || is_answered_[index]) return;
  is_answered_[index] = true;
  ++answered_;
  const ContactOutcome outcome = OutcomeOf(result);
  if (outcome < earlier_[index]) return;  // Finish writes the earlier row.
  Write(index, outcome,
        {result.task_id(), result.run_id(), result.upstream_status(), result.failure().reason(),
         result.failure().field(), result.failure().message()});
}

void ListResults::Write(uint64_t index, ContactOutcome outcome, const std::vector<std::string>& details) {
  is_written_[index] = true;
  ++CountOf(outcome, counts_);
  file_ << lines_[index] << ',' << NameOf(outcome);
  for (const std::string& text : details) file_ << ',' << Cell(text);
  file_ << "\r\n";
}

void ListResults::KeepEarlier(bool may_be_taken) {
  std::ifstream file(path_, std::ios::binary);
  CsvReader reader(file);
  while (const std::optional<CsvRow> row = reader.Next()) {
    if (row->cells.size() <= kFirstDetail) continue;
    const auto index = IndexOf(row->cells[0]);
    if (!index.has_value() || is_written_[*index] || !OutcomeNamed(row->cells[1]).has_value()) continue;
    const bool was_taken_now = may_be_taken && !is_answered_[*index];
    if (was_taken_now && earlier_[*index] < ContactOutcome::kOpen) continue;
    Write(*index, earlier_[*index], {row->cells.begin() + kFirstDetail, row->cells.end()});
  }
}

std::string ListResults::Finish(bool may_be_taken) {
  if (goes_on_) KeepEarlier(may_be_taken);
  const ContactOutcome left = may_be_taken || goes_on_ ? ContactOutcome::kOpen : ContactOutcome::kNotStarted;
  for (size_t index = 0; index < lines_.size(); ++index) {
    if (!is_written_[index]) Write(index, left, std::vector<std::string>(6));
  }
  file_.close();
  if (file_.fail()) return absl::StrCat("cannot write ", Unfinished(path_));
  if (std::rename(Unfinished(path_).c_str(), path_.c_str()) != 0) return absl::StrCat("cannot write ", path_);
  is_finished_ = true;
  return "";
}

}  // namespace unpod::cli
