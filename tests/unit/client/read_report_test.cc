// What is shown of runs and tasks.
#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "client/cli/completion.h"
#include "client/cli/read_json.h"
#include "client/cli/read_table.h"
#include "client/cli/read_text.h"

namespace unpod::cli {
namespace {

using testing::HasSubstr;
using testing::Not;
using unpod_task::v1::CallTask;
using unpod_task::v1::ListTasksResponse;
using unpod_task::v1::WatchRunResponse;

CallTask ATask(const std::string& id, const std::string& name) {
  CallTask task;
  task.set_task_id(id);
  task.set_state(unpod_task::v1::TASK_STATE_COMPLETED);
  task.mutable_document()->set_name(name);
  return task;
}

TEST(TaskTable, HasAlwaysAllColumnsForPrograms) {
  ListTasksResponse list;
  *list.add_tasks() = ATask("T1", "");
  EXPECT_EQ(ColumnsText(TableOf(list.tasks(), absl::InfinitePast())), "T1\tcompleted\t-\t-\t-\t-\t-\n");
}

TEST(TaskTable, LeavesOutWhatNoTaskHasForAPerson) {
  ListTasksResponse list;
  *list.add_tasks() = ATask("T1", "Zoë");
  *list.add_tasks() = ATask("T22", "");
  list.mutable_tasks(0)->mutable_output()->mutable_duration()->set_seconds(90);
  EXPECT_EQ(
      TableText(TableOf(list.tasks(), absl::Now()), [](size_t, const std::string& cell) { return cell; }),
      "TASK_ID  STATUS     NAME  CALL\n"
      "T1       completed  Zoë   90s\n"
      "T22      completed  -     -\n");
}

TEST(TaskTable, KeepsForeignTextInItsPlace) {
  ListTasksResponse list;
  *list.add_tasks() = ATask("T1", "a\tb\x1b[2Jc");
  const std::string text = ColumnsText(TableOf(list.tasks(), absl::InfinitePast()));
  EXPECT_THAT(text, HasSubstr("\ta b?[2Jc\t"));
}

TEST(TaskTable, ShowsTheUpstreamsWordForAStatusThatIsNotKnown) {
  CallTask task = ATask("T1", "");
  task.set_state(unpod_task::v1::TASK_STATE_UNSPECIFIED);
  task.set_upstream_status("dreaming");
  EXPECT_EQ(StatusWord(task), "dreaming");
  task.set_state(static_cast<unpod_task::v1::TaskState>(99));
  EXPECT_EQ(StatusWord(task), "dreaming");
}

TEST(TaskText, HasTheCallAndItsTranscript) {
  CallTask task = ATask("T1", "John");
  task.mutable_output()->set_cost(0.25);
  auto* entry = task.mutable_output()->add_transcript();
  entry->set_role("user");
  entry->set_content("Yes.");
  const std::string text = TaskText(task, Colour::kOff);
  EXPECT_THAT(text, HasSubstr("  cost        0.25\n"));
  EXPECT_THAT(text, HasSubstr("  user        Yes.\n"));
}

TEST(ReadJson, HasNumbersForCountsAndMoreForATokenOfTheNextPage) {
  ListTasksResponse list;
  list.set_total_size(12);
  list.set_next_page_token("abc");
  const auto parsed = nlohmann::json::parse(MessageJson("listed", list));
  EXPECT_EQ(parsed["total_size"], 12);
  EXPECT_EQ(parsed["more"], true);
  EXPECT_FALSE(parsed.contains("next_page_token"));
  WatchRunResponse change;
  change.mutable_progress()->set_total(3);
  EXPECT_EQ(nlohmann::json::parse(MessageJson("changed", change))["progress"]["total"], 3);
}

TEST(ReadJson, LeavesTheDocumentsOwnTextsAlone) {
  ListTasksResponse list;
  (*list.add_tasks()->mutable_document()->mutable_variables())["total"] = "007";
  EXPECT_EQ(nlohmann::json::parse(MessageJson("listed", list))["tasks"][0]["document"]["variables"]["total"],
            "007");
}

TEST(ChangeText, NamesOnlyAFewOfALongRunAtFirst) {
  WatchRunResponse change;
  for (int i = 0; i < 30; ++i) *change.add_tasks() = ATask(absl::StrCat("T", 100 + i), "");
  const std::string first = ChangeText(change, true, absl::UnixEpoch(), Colour::kOff);
  EXPECT_THAT(first, HasSubstr("and 10 more"));
  EXPECT_THAT(first, Not(HasSubstr("T129")));
  EXPECT_THAT(ChangeText(change, false, absl::UnixEpoch(), Colour::kOff), HasSubstr("T129"));
}

TEST(Completion, KnowsThreeShells) {
  const std::vector<CompletedCommand> commands = {
      {"request get", {{"Request", "request_id", FlagKind::kValue, "ID", "It's a name."}}}};
  EXPECT_THAT(CompletionScript("bash", commands).value(), HasSubstr("complete -o default -F _unpod_task"));
  EXPECT_THAT(CompletionScript("zsh", commands).value(), HasSubstr("bashcompinit"));
  EXPECT_THAT(CompletionScript("fish", commands).value(),
              HasSubstr("-l request_id -x -d 'It'\\''s a name.'"));
  EXPECT_FALSE(CompletionScript("tcsh", commands).has_value());
}

}  // namespace
}  // namespace unpod::cli
