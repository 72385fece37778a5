#include "client/cli/ledger_text.h"

#include <algorithm>
#include <array>
#include <utility>

#include "absl/strings/str_cat.h"
#include "client/cli/document_result.h"
#include "client/cli/report_text.h"
#include "client/cli/table.h"

namespace unpod::cli {
namespace {

using unpod_task::v1::RequestRecord;
using unpod_task::v1::RequestState;

constexpr size_t kStateColumn = 1;

constexpr std::array<std::pair<RequestState, const char*>, 4> kStates = {{
    {unpod_task::v1::REQUEST_STATE_IN_FLIGHT, "in_flight"},
    {unpod_task::v1::REQUEST_STATE_CREATED, "created"},
    {unpod_task::v1::REQUEST_STATE_NOT_STARTED, "not_started"},
    {unpod_task::v1::REQUEST_STATE_UNKNOWN, "unknown"},
}};

std::string StampAndAge(const google::protobuf::Timestamp& timestamp, absl::Time now) {
  return absl::StrCat(Stamp(timestamp), " (", Age(now - TimeFrom(timestamp)), " ago)");
}

std::string RecordHeadline(const RequestRecord& record, Colour colour) {
  switch (record.state()) {
    case unpod_task::v1::REQUEST_STATE_IN_FLIGHT:
      return absl::StrCat(Paint("In flight.", Ink::kCareful, colour), " It is being sent, or about to be.");
    case unpod_task::v1::REQUEST_STATE_CREATED:
      if (HasGaps(record.results())) {
        return absl::StrCat(Paint("Created, but not for every contact.", Ink::kCareful, colour),
                            " The other calls are placed.");
      }
      return absl::StrCat(Paint("Created.", Ink::kGood, colour), " The calls are placed.");
    case unpod_task::v1::REQUEST_STATE_NOT_STARTED:
      return absl::StrCat(Paint("Not started.", Ink::kBad, colour),
                          " Nobody was called; the same request may be sent again under this request_id.");
    case unpod_task::v1::REQUEST_STATE_UNKNOWN:
      return absl::StrCat(Paint("Unknown: the calls may have been placed.", Ink::kCareful, colour),
                          " Asking again with the same request_id is safe.");
    default:
      return Paint("In a state that this version does not know.", Ink::kCareful, colour);
  }
}

Cells CellsOf(const RequestRecord& record, std::string time) {
  return {OrDash(record.request_id()),
          OrDash(StateName(record.state())),
          std::move(time),
          absl::StrCat(record.document_count()),
          OrDash(record.space_token()),
          OrDash(record.org_handle()),
          OrDash(record.run_id()),
          OrDash(record.failure().reason()),
          OrDash(record.has_batch() ? absl::StrCat(record.batch()) : "")};
}

}  // namespace

std::string StateName(RequestState state) {
  for (const auto& [value, name] : kStates) {
    if (value == state) return name;
  }
  return "";
}

RequestState StateFrom(const std::string& name) {
  for (const auto& [value, known] : kStates) {
    if (name == known) return value;
  }
  return unpod_task::v1::REQUEST_STATE_UNSPECIFIED;
}

std::optional<absl::Duration> OldestUnknownAge(const RequestList& list, absl::Time now) {
  if (!list.counts.has_oldest_unknown_create_time()) return std::nullopt;
  return std::max(now - TimeFrom(list.counts.oldest_unknown_create_time()), absl::ZeroDuration());
}

std::string RecordText(const RequestRecord& record, absl::Time now, Colour colour) {
  std::string text = absl::StrCat(
      RecordHeadline(record, colour), "\n", Row("request_id", record.request_id()),
      Row("batch", record.has_batch() ? absl::StrCat(record.batch()) : ""),
      Row("space_token", record.space_token()), Row("org_handle", record.org_handle()),
      Row("documents", absl::StrCat(record.document_count())),
      Row("claimed", StampAndAge(record.create_time(), now)),
      Row("changed", StampAndAge(record.update_time(), now)), Row("reason", record.failure().reason()),
      Row("upstream",
          record.failure().http_status() == 0 ? "" : absl::StrCat("HTTP ", record.failure().http_status())),
      Row("run_id", record.run_id()), Row("status", record.upstream_status()), Row("note", record.note()));
  return absl::StrCat(text, ResultRows(record.results()), ReadBackRow(record.read_back()));
}

std::string TableText(const RequestList& list, absl::Time now, Colour colour) {
  Table table{
      {"REQUEST_ID", "STATE", "AGE", "DOCUMENTS", "SPACE_TOKEN", "ORG_HANDLE", "RUN_ID", "REASON", "BATCH"},
      {}};
  for (const RequestRecord& record : list.records) {
    table.rows.push_back(CellsOf(record, Age(now - TimeFrom(record.create_time()))));
  }
  if (table.rows.empty()) return "No requests.\n";
  return TableText(table, [colour](size_t column, const std::string& cell) {
    const bool careful = column == kStateColumn && cell == StateName(unpod_task::v1::REQUEST_STATE_UNKNOWN);
    return careful ? Paint(cell, Ink::kCareful, colour) : cell;
  });
}

std::string ColumnsText(const RequestList& list) {
  Table table;
  for (const RequestRecord& record : list.records) {
    table.rows.push_back(CellsOf(record, Stamp(record.create_time())));
  }
  return ColumnsText(table);
}

std::string SummaryText(const RequestList& list, absl::Time now) {
  const auto& counts = list.counts;
  std::string text =
      absl::StrCat("In the ledger: ", counts.in_flight(), " in flight, ", counts.created(), " created, ",
                   counts.not_started(), " not started, ", counts.unknown(), " unknown.");
  if (std::optional<absl::Duration> age = OldestUnknownAge(list, now); age.has_value()) {
    absl::StrAppend(&text, " The oldest unknown one is ", Age(*age), " old.");
  }
  if (list.more) {
    absl::StrAppend(&text, " Shown are the newest ", list.records.size(), "; --all shows all.");
  }
  return text + "\n";
}

}  // namespace unpod::cli
