#include "client/cli/report_text.h"

#include <algorithm>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "client/cli/document_result.h"
#include "client/cli/exit_code.h"
#include "client/cli/text.h"

namespace unpod::cli {
namespace {

using client::Verdict;
using unpod_task::v1::CreateTaskResponse;

std::string PreviewText(const unpod_task::v1::RequestPreview& preview) {
  std::string text = absl::StrCat("\n", Printable(preview.method()), " ", Printable(preview.path()), "\n");
  std::string headers;
  // A protobuf map has no order.
  std::vector<std::string> lines;
  for (const auto& [name, value] : preview.headers())
    lines.push_back(Printable(absl::StrCat(name, ": ", value)));
  std::sort(lines.begin(), lines.end());
  for (const std::string& line : lines) absl::StrAppend(&headers, line, "\n");
  return absl::StrCat(text, headers, "\n", Printable(preview.body()), "\n");
}

struct Headline {
  Ink ink;
  absl::string_view title;
  absl::string_view meaning;
};

Headline HeadlineOf(const client::Error& error) {
  switch (VerdictOf(error)) {
    case Verdict::kRefused:
      return {Ink::kBad, "Not created: the request was refused.", "Nobody was called by this attempt."};
    case Verdict::kRetryable:
      return {Ink::kBad, "Not created this time.",
              "Nobody was called by this attempt; asking again is safe."};
    case Verdict::kUnreachable:
      return {Ink::kBad, "The service is not reachable.", "Nobody was called by this attempt."};
    case Verdict::kUnknown:
      break;
  }
  if (IsSafeToRepeat(error)) {
    return {Ink::kCareful, "Outcome unknown: the calls may have been placed.",
            "Asking again with the same request_id is safe: nobody is called twice."};
  }
  return {Ink::kCareful, "Outcome unknown: the calls may have been placed.",
          "Do not simply repeat the request: people may be called twice."};
}

Headline HeadlineOf(const CreateTaskResponse& response) {
  if (HasGaps(response.results())) {
    return {Ink::kCareful, "Task created, but not for every contact.", ""};
  }
  return {Ink::kGood, response.replayed() ? "Task created by an earlier request." : "Task created.", ""};
}

bool IsUnknownAndSafe(const client::Error& error) {
  return VerdictOf(error) == Verdict::kUnknown && IsSafeToRepeat(error);
}

std::string CodeRow(const client::Error& error) {
  std::string code = absl::StatusCodeToString(error.code);
  if (!error.reason.empty()) absl::StrAppend(&code, " (", error.reason, ")");
  return Row("error", absl::StrCat(code, error.message.empty() ? "" : ": ", error.message));
}

}  // namespace

std::string ResponseText(const client::CreateTaskResult& result, Colour colour) {
  const CreateTaskResponse& response = result.response();
  if (response.run_id().empty()) {
    std::string text =
        absl::StrCat(Paint("The request is valid.", Ink::kGood, colour), " Nothing was sent.\n");
    return response.has_preview() ? absl::StrCat(text, PreviewText(response.preview())) : text;
  }
  Headline headline = HeadlineOf(response);
  return absl::StrCat(Paint(headline.title, headline.ink, colour), "\n", Row("run_id", response.run_id()),
                      Row("status", response.upstream_status()), ResultRows(response.results()),
                      ReadBackRow(response.read_back()),
                      Row("replayed", response.replayed() ? "yes: nothing was sent now" : ""),
                      Row("message", response.upstream_message()), Row("request_id", result.request_id()));
}

std::string ReadBackRow(bool read_back) {
  return Row("read back", read_back ? "Unpod's answer got lost; the tasks were found in its lists" : "");
}

std::string ErrorText(const client::Error& error, const std::string& request_id, Colour colour) {
  Headline headline = HeadlineOf(error);
  std::string text = absl::StrCat(Paint(headline.title, headline.ink, colour), " ", headline.meaning, "\n",
                                  ErrorRows(error), Row("request_id", request_id));
  if (!IsUnknownAndSafe(error) || request_id.empty()) return text;
  return absl::StrCat(
      text, Row("again", absl::StrCat("the same command with --request_id=", ShellWord(request_id))));
}

std::string ErrorRows(const client::Error& error) {
  std::string text = CodeRow(error);
  for (const client::FieldViolation& violation : error.violations) {
    absl::StrAppend(&text, "    ", Printable(violation.field), violation.field.empty() ? "" : ": ",
                    Printable(violation.description), "\n");
  }
  if (!error.resource_type.empty()) {
    absl::StrAppend(&text,
                    Row("resource", absl::StrCat(error.resource_type, " ", error.resource_description)));
  }
  if (error.http_status != 0)
    absl::StrAppend(&text, Row("upstream", absl::StrCat("HTTP ", error.http_status)));
  if (error.retry_delay.has_value()) {
    absl::StrAppend(&text, Row("wait", absl::StrCat("at least ", absl::FormatDuration(*error.retry_delay))));
  }
  return text;
}

std::string ProblemsText(const Problems& problems, const std::string& command, Colour colour) {
  std::string text = absl::StrCat(Paint("Nothing was sent:", Ink::kBad, colour), "\n");
  for (const Problem& problem : problems) {
    absl::StrAppend(&text, "  ", problem.where, problem.where.empty() ? "" : " ", problem.what, "\n");
  }
  return absl::StrCat(text, "See unpod-task ", command, command.empty() ? "" : " ", "--help\n");
}

std::string HealthText(const HealthReport& report, Colour colour) {
  std::string state = absl::AsciiStrToUpper(report.state);
  return absl::StrCat(Paint(state, report.exit_code == kExitOk ? Ink::kGood : Ink::kBad, colour), "  ",
                      report.service.empty() ? "the server" : Printable(report.service), " at ",
                      Printable(report.address), report.detail.empty() ? "" : ": ", Printable(report.detail),
                      "\n");
}

}  // namespace unpod::cli
