#include "client/cli/read_text.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "client/cli/read_json.h"
#include "client/cli/read_table.h"
#include "client/cli/table.h"
#include "client/cli/text.h"

namespace unpod::cli {
namespace {

// Of a run that is looked at for the first time.
constexpr int kMostAtFirst = 20;

std::string TimeRow(absl::string_view label, bool is_known, const google::protobuf::Timestamp& time) {
  return is_known ? Row(label, Stamp(time)) : "";
}

std::string StructRow(absl::string_view label, const google::protobuf::Struct& value) {
  return value.fields().empty() ? "" : Row(label, StructJson(value));
}

std::string OutputText(const unpod_task::v1::CallOutput& output) {
  std::string text =
      absl::StrCat(Row("call", output.call_status()), Row("ended", output.end_reason()),
                   TimeRow("began", output.has_start_time(), output.start_time()),
                   Row("lasted", output.has_duration() ? absl::StrCat(output.duration().seconds(), "s") : ""),
                   Row("cost", output.has_cost() ? absl::StrCat(output.cost()) : ""),
                   Row("recording", output.recording_url()), Row("summary", output.summary()),
                   StructRow("post call", output.post_call_data()), Row("call error", output.error()));
  for (const auto& entry : output.transcript()) {
    absl::StrAppend(&text, Row(entry.role(), entry.content()));
  }
  return text;
}

std::string TaskLine(const unpod_task::v1::CallTask& task, Colour colour) {
  const std::string name = task.document().name();
  return absl::StrCat("  ", Printable(task.task_id()), "  ", PaintStatus(OrDash(StatusWord(task)), colour),
                      name.empty() ? "" : "  ", Printable(name), "\n");
}

}  // namespace

std::string ProgressText(const unpod_task::v1::RunProgress& progress) {
  return absl::StrCat(progress.completed() + progress.failed(), " of ", progress.total(),
                      " ended: ", progress.completed(), " completed, ", progress.failed(), " failed; ",
                      progress.active(), " active, ", progress.waiting(), " waiting");
}

std::string RunText(const unpod_task::v1::Run& run, Colour colour) {
  const bool has_ended = run.progress().ended();
  return absl::StrCat(
      Paint(has_ended ? "Ended." : "Under way.", has_ended ? Ink::kGood : Ink::kCareful, colour), "\n",
      Row("run_id", run.run_id()), Row("progress", ProgressText(run.progress())),
      Row("status", run.upstream_status()), Row("mode", run.run_mode()),
      TimeRow("created", run.has_create_time(), run.create_time()),
      TimeRow("changed", run.has_update_time(), run.update_time()));
}

std::string TaskText(const unpod_task::v1::CallTask& task, Colour colour) {
  return absl::StrCat(PaintStatus(OrDash(StatusWord(task)), colour), "\n", Row("task_id", task.task_id()),
                      Row("run_id", task.run_id()), Row("name", task.document().name()),
                      Row("number", task.document().contact_number()), Row("pilot", task.pilot()),
                      Row("objective", task.objective()),
                      TimeRow("created", task.has_create_time(), task.create_time()),
                      TimeRow("changed", task.has_update_time(), task.update_time()),
                      Row("failures", task.failure_count() == 0 ? "" : absl::StrCat(task.failure_count())),
                      Row("last failure", task.last_failure_reason()), OutputText(task.output()));
}

std::string SpaceText(const unpod_task::v1::Space& space, Colour) {
  return absl::StrCat(Printable(space.name()), "\n", Row("space_token", space.space_token()),
                      Row("slug", space.slug()), Row("content", space.content_type()),
                      Row("privacy", space.privacy_type()), Row("type", space.space_type()),
                      Row("about", space.description()));
}

std::string ChangeText(const unpod_task::v1::WatchRunResponse& change, bool is_first, absl::Time now,
                       Colour colour) {
  std::string text = absl::StrCat(absl::FormatTime("%H:%M:%SZ", now, absl::UTCTimeZone()), "  ",
                                  ProgressText(change.progress()), "\n");
  const int shown = is_first ? std::min(change.tasks_size(), kMostAtFirst) : change.tasks_size();
  for (int i = 0; i < shown; ++i) absl::StrAppend(&text, TaskLine(change.tasks(i), colour));
  if (shown < change.tasks_size()) absl::StrAppend(&text, "  and ", change.tasks_size() - shown, " more\n");
  return text;
}

}  // namespace unpod::cli
