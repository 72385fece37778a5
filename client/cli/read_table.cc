#include "client/cli/read_table.h"

#include "absl/strings/str_cat.h"
#include "client/cli/document_result.h"

namespace unpod::cli {
namespace {

using google::protobuf::RepeatedPtrField;
using unpod_task::v1::Agent;
using unpod_task::v1::CallTask;
using unpod_task::v1::Run;
using unpod_task::v1::Space;

std::string When(bool is_known, const google::protobuf::Timestamp& time, absl::Time now) {
  if (!is_known) return "-";
  return now == absl::InfinitePast() ? Stamp(time) : Age(now - TimeFrom(time));
}

absl::string_view WhenHeading(absl::Time now) {
  return now == absl::InfinitePast() ? "CREATED" : "AGE";
}

std::string DurationOf(const CallTask& task) {
  if (!task.output().has_duration()) return "-";
  return absl::StrCat(task.output().duration().seconds(), "s");
}

}  // namespace

std::string StatusWord(const CallTask& task) {
  return StateWord(task.state(), task.upstream_status());
}

std::string PaintStatus(const std::string& cell, Colour colour) {
  if (cell == "completed") return Paint(cell, Ink::kGood, colour);
  if (cell == "failed") return Paint(cell, Ink::kBad, colour);
  return cell == "partially_completed" || cell == "hold" ? Paint(cell, Ink::kCareful, colour) : cell;
}

Table TableOf(const RepeatedPtrField<Run>& runs, absl::Time now) {
  Table table{{"RUN_ID", "STATUS", std::string(WhenHeading(now)), "MODE"}, {}};
  for (const Run& run : runs) {
    table.rows.push_back({OrDash(run.run_id()), OrDash(run.upstream_status()),
                          When(run.has_create_time(), run.create_time(), now), OrDash(run.run_mode())});
  }
  return table;
}

Table TableOf(const RepeatedPtrField<CallTask>& tasks, absl::Time now) {
  Table table{{"TASK_ID", "STATUS", std::string(WhenHeading(now)), "NAME", "NUMBER", "CALL", "RUN_ID"}, {}};
  for (const CallTask& task : tasks) {
    table.rows.push_back({OrDash(task.task_id()), OrDash(StatusWord(task)),
                          When(task.has_create_time(), task.create_time(), now),
                          OrDash(task.document().name()), OrDash(task.document().contact_number()),
                          DurationOf(task), OrDash(task.run_id())});
  }
  return table;
}

Table TableOf(const RepeatedPtrField<Agent>& agents, absl::Time) {
  Table table{{"HANDLE", "NAME", "TYPE", "STATE"}, {}};
  for (const Agent& agent : agents) {
    table.rows.push_back(
        {OrDash(agent.handle()), OrDash(agent.name()), OrDash(agent.type()), OrDash(agent.state())});
  }
  return table;
}

Table TableOf(const RepeatedPtrField<Space>& spaces, absl::Time) {
  Table table{{"SPACE_TOKEN", "NAME", "CONTENT", "PRIVACY", "TYPE"}, {}};
  for (const Space& space : spaces) {
    table.rows.push_back({OrDash(space.space_token()), OrDash(space.name()), OrDash(space.content_type()),
                          OrDash(space.privacy_type()), OrDash(space.space_type())});
  }
  return table;
}

}  // namespace unpod::cli
