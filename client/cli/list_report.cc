#include "client/cli/list_report.h"

#include <nlohmann/json.hpp>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "client/cli/exit_code.h"
#include "client/cli/report_json.h"
#include "client/cli/report_text.h"
#include "client/cli/text.h"

namespace unpod::cli {
namespace {

using nlohmann::ordered_json;

bool IsWhole(const ListReport& report) {
  const auto& error = report.end.error;
  const bool is_refused = error.has_value() && VerdictOf(*error) == client::Verdict::kRefused;
  return report.counts.created == report.contacts && !is_refused;
}

std::string CountRow(absl::string_view label, uint64_t count, absl::string_view meaning) {
  return count == 0 ? "" : Row(label, absl::StrCat(count, meaning));
}

absl::string_view Title(const ListReport& report) {
  if (IsWhole(report)) return "All contacts have their tasks.";
  if (report.end.is_interrupted) return "Interrupted.";
  if (report.end.has_file_changed) return "The file was changed while it was read.";
  return report.end.error.has_value() ? "The list could not be placed to its end."
                                      : "Not all contacts have tasks.";
}

// What no repeat has settled may stay so for ever: it is for a person who has looked.
std::string SettleRow(const ListReport& report) {
  if (report.counts.unknown == 0) return "";
  const std::string org_handle =
      report.org_handle.empty() ? "" : absl::StrCat(" --org_handle ", ShellWord(report.org_handle));
  return Row("settle",
             absl::StrCat("what stays unknown, after a look into the space: unpod-task request resolve "
                          "--space_token ",
                          ShellWord(report.space_token), " --request_id ", ShellWord(report.request_id),
                          org_handle, " --as not_started"));
}

bool CanResume(const ListReport& report) {
  return report.counts.open + report.counts.unknown + report.counts.not_started > 0;
}

}  // namespace

int ExitCodeOf(const ListReport& report) {
  const ListCounts& counts = report.counts;
  if (!report.results_error.empty()) return kExitUnknown;
  if (report.end.is_interrupted || report.end.has_file_changed) return kExitUnknown;
  if (IsWhole(report)) return kExitOk;
  if (counts.unknown + counts.open > 0) return kExitUnknown;
  // Refused as a whole, or not reached.
  if (report.end.error.has_value()) return ExitCodeOf(VerdictOf(*report.end.error));
  if (counts.not_started > 0) return kExitRetryable;
  return counts.invalid > 0 ? kExitRefused : kExitOk;
}

std::string ListReportText(const ListReport& report, Colour colour) {
  const ListCounts& counts = report.counts;
  const Ink ink = IsWhole(report)                      ? Ink::kGood
                  : ExitCodeOf(report) == kExitUnknown ? Ink::kCareful
                                                       : Ink::kBad;
  std::string text = absl::StrCat(
      Paint(Title(report), ink, colour), "\n", Row("contacts", absl::StrCat(report.contacts)),
      CountRow("created", counts.created, ""), CountRow("not valid", counts.invalid, ": not sent"),
      CountRow("not started", counts.not_started, ": nobody of them was called"),
      CountRow("unknown", counts.unknown, ": may have been called"),
      CountRow("open", counts.open, ": not answered for; may have been called"),
      Row("time", absl::FormatDuration(absl::Trunc(report.elapsed, absl::Milliseconds(10)))),
      report.end.error.has_value() && !report.end.is_interrupted && !report.end.has_file_changed
          ? ErrorRows(*report.end.error)
          : "",
      Row("results", report.results_error.empty() ? report.results : report.results_error),
      Row("request_id", report.request_id));
  if (!CanResume(report)) return text;
  return absl::StrCat(
      text,
      Row("go on", absl::StrCat("unpod-task create --csv ", ShellWord(report.csv), " --results ",
                                ShellWord(report.results), " --resume (nobody is called twice)")),
      SettleRow(report));
}

std::string ListReportJson(const ListReport& report) {
  ordered_json object;
  object["outcome"] = IsWhole(report) ? "placed" : report.end.is_interrupted ? "interrupted" : "partial";
  object["exit_code"] = ExitCodeOf(report);
  object["request_id"] = report.request_id;
  object["contacts"] = report.contacts;
  object["created"] = report.counts.created;
  object["invalid"] = report.counts.invalid;
  object["not_started"] = report.counts.not_started;
  object["unknown"] = report.counts.unknown;
  object["open"] = report.counts.open;
  object["seconds"] = absl::ToDoubleSeconds(report.elapsed);
  object["results"] = report.results;
  if (report.end.error.has_value()) object["error"] = ErrorObject(*report.end.error);
  return Line(object);
}

std::string ValidListText(uint64_t contacts, const std::vector<std::string>& variables, Colour colour) {
  return absl::StrCat(Paint("The list is valid.", Ink::kGood, colour), " Nobody was called.\n",
                      Row("contacts", absl::StrCat(contacts)),
                      Row("variables", absl::StrJoin(variables, ", ")));
}

std::string ValidListJson(uint64_t contacts, const std::vector<std::string>& variables) {
  ordered_json object;
  object["outcome"] = "valid";
  object["exit_code"] = kExitOk;
  object["contacts"] = contacts;
  object["variables"] = variables;
  return Line(object);
}

}  // namespace unpod::cli
