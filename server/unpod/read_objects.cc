#include "server/unpod/read_objects.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <utility>
#include <variant>

#include "absl/strings/ascii.h"
#include "server/domain/object.h"
#include "server/unpod/task_page.h"

namespace unpod::unpod {
namespace {

using domain::Object;
using domain::Value;

// Takes known members out of an object. Null counts as absent, and is taken out as well.
class Members {
 public:
  explicit Members(Object object) : object_(std::move(object)) {}

  std::string Text(absl::string_view key) {
    auto text = Take<std::string>(key);
    return text.has_value() ? *std::move(text) : std::string();
  }
  std::optional<double> Number(absl::string_view key) { return Take<double>(key); }
  std::optional<int32_t> Count(absl::string_view key) {
    const std::optional<double> number = Number(key);
    if (!number.has_value()) return std::nullopt;
    return static_cast<int32_t>(std::clamp<double>(*number, 0, std::numeric_limits<int32_t>::max()));
  }
  std::optional<Object> Map(absl::string_view key) { return Take<Object>(key); }
  std::optional<domain::List> Elements(absl::string_view key) { return Take<domain::List>(key); }
  // What is no time stays.
  std::optional<absl::Time> Time(absl::string_view key) {
    const Value* const found = domain::Find(object_, key);
    const auto* text = found == nullptr ? nullptr : std::get_if<std::string>(&found->data);
    const auto time = text == nullptr ? std::nullopt : ReadTime(*text);
    if (time.has_value()) Drop(key);
    return time;
  }
  void Drop(absl::string_view key) {
    object_.erase(std::remove_if(object_.begin(), object_.end(),
                                 [key](const domain::Member& member) { return member.key == key; }),
                  object_.end());
  }
  Object Rest() {
    object_.erase(std::remove_if(object_.begin(), object_.end(),
                                 [](const domain::Member& member) {
                                   return std::holds_alternative<std::nullptr_t>(member.value.data);
                                 }),
                  object_.end());
    return std::move(object_);
  }

 private:
  template <typename T>
  std::optional<T> Take(absl::string_view key) {
    Value* const found = domain::Find(object_, key);
    T* const held = found == nullptr ? nullptr : std::get_if<T>(&found->data);
    if (held == nullptr) return std::nullopt;
    T taken = std::move(*held);
    Drop(key);
    return taken;
  }

  Object object_;
};

void Put(const char* key, Object part, Object& into) {
  if (part.empty()) return;
  domain::Member& member = into.emplace_back();
  member.key = key;
  member.value.data = std::move(part);
}

std::vector<domain::TranscriptEntry> ToTranscript(domain::List list) {
  std::vector<domain::TranscriptEntry> transcript;
  for (Value& element : list) {
    auto* object = std::get_if<Object>(&element.data);
    if (object == nullptr) continue;
    Members members(std::move(*object));
    transcript.push_back({members.Text("role"), members.Text("content"), members.Time("timestamp")});
  }
  return transcript;
}

std::optional<domain::CallOutput> ToOutput(std::optional<Object> object) {
  if (!object.has_value() || object->empty()) return std::nullopt;
  Members members(*std::move(object));
  domain::CallOutput output;
  output.call_id = members.Text("call_id");
  output.call_type = members.Text("call_type");
  output.call_status = members.Text("call_status");
  output.end_reason = members.Text("call_end_reason");
  output.start_time = members.Time("start_time");
  output.end_time = members.Time("end_time");
  if (const auto seconds = members.Number("duration"); seconds.has_value() && std::isfinite(*seconds)) {
    constexpr double kMost = 1e9;
    output.duration = absl::Seconds(std::clamp(*seconds, -kMost, kMost));
  }
  output.assistant_number = members.Text("assistant_number");
  output.summary = members.Text("call_summary");
  output.recording_url = members.Text("recording_url");
  output.transcript = ToTranscript(members.Elements("transcript").value_or(domain::List()));
  output.post_call_data = members.Map("post_call_data").value_or(Object());
  Members metadata(members.Map("metadata").value_or(Object()));
  // The upstream's writers put it at the top, and into metadata only what a provider has told.
  output.cost = metadata.Number("cost");
  if (!output.cost.has_value()) output.cost = members.Number("cost");
  output.error = members.Text("error");
  output.other = members.Rest();
  Put("metadata", metadata.Rest(), output.other);
  return output;
}

}  // namespace

domain::TaskState TaskStateOf(absl::string_view text) {
  using domain::TaskState;
  struct Word {
    absl::string_view text;
    TaskState status;
  };
  static constexpr std::array<Word, 8> kWords = {{{"pending", TaskState::kPending},
                                                  {"scheduled", TaskState::kScheduled},
                                                  {"processing", TaskState::kProcessing},
                                                  {"in_progress", TaskState::kInProgress},
                                                  {"hold", TaskState::kHold},
                                                  {"completed", TaskState::kCompleted},
                                                  {"failed", TaskState::kFailed},
                                                  {"partially_completed", TaskState::kPartiallyCompleted}}};
  const auto* const found =
      std::find_if(kWords.begin(), kWords.end(), [text](const Word& word) { return word.text == text; });
  return found == kWords.end() ? TaskState::kUnrecognized : found->status;
}

std::optional<absl::Time> ReadTime(absl::string_view text) {
  constexpr size_t kDate = 10;  // Of "2026-02-07"; absl also knows words such as infinite-future.
  constexpr size_t kLongest = 40;
  if (text.size() <= kDate || text.size() > kLongest ||
      !absl::ascii_isdigit(static_cast<unsigned char>(text[0])))
    return std::nullopt;
  std::string normal(text);
  if (normal[kDate] == ' ') normal[kDate] = 'T';
  absl::Time time;
  for (const char* format : {"%Y-%m-%d%ET%H:%M:%E*S%Ez", "%Y-%m-%d%ET%H:%M:%E*S"}) {
    if (absl::ParseTime(format, normal, absl::UTCTimeZone(), &time, nullptr)) return time;
  }
  return std::nullopt;
}

domain::TaskInfo ToTaskInfo(Object object) {
  Members members(std::move(object));
  domain::TaskInfo task;
  task.task_id = members.Text("task_id");
  task.run_id = members.Text("run_id");
  task.upstream_status = members.Text("status");
  task.state = TaskStateOf(task.upstream_status);
  task.pilot = members.Text("assignee");
  task.execution_type = members.Text("execution_type");
  if (auto what = members.Map("task")) {
    Members parts(*std::move(what));
    task.objective = parts.Text("objective");
  }
  task.create_time = members.Time("created");
  if (!task.create_time.has_value()) task.create_time = TimeOfId(task.task_id);
  task.update_time = members.Time("modified");
  Members input(members.Map("input").value_or(Object()));
  input.Drop("token");
  task.input = input.Rest();
  task.output = ToOutput(members.Map("output"));
  task.ref_id = members.Text("ref_id");
  task.thread_id = members.Text("thread_id");
  task.run_mode = members.Text("run_mode");
  task.failure_count = members.Count("failure_count");
  task.retry_attempt = members.Count("retry_attempt");
  task.last_failure_reason = members.Text("last_failure_reason");
  Members user(members.Map("user_info").value_or(Object()));
  user.Drop("user_token");
  task.other = members.Rest();
  Put("user_info", user.Rest(), task.other);
  return task;
}

domain::RunInfo ToRunInfo(Object object) {
  Members members(std::move(object));
  domain::RunInfo run;
  run.run_id = members.Text("run_id");
  run.upstream_status = members.Text("status");
  run.run_mode = members.Text("run_mode");
  run.collection_ref = members.Text("collection_ref");
  run.create_time = members.Time("created");
  if (!run.create_time.has_value()) run.create_time = TimeOfId(run.run_id);
  run.update_time = members.Time("modified");
  run.other = members.Rest();
  return run;
}

domain::AgentInfo ToAgentInfo(Object object) {
  Members members(std::move(object));
  domain::AgentInfo agent;
  agent.handle = members.Text("handle");
  agent.name = members.Text("name");
  agent.type = members.Text("type");
  agent.state = members.Text("state");
  agent.purpose = members.Text("purpose");
  agent.description = members.Text("description");
  agent.other = members.Rest();
  return agent;
}

domain::SpaceInfo ToSpaceInfo(Object object) {
  Members members(std::move(object));
  domain::SpaceInfo space;
  space.name = members.Text("name");
  space.space_token = members.Text("token");
  space.slug = members.Text("slug");
  space.description = members.Text("description");
  space.content_type = members.Text("content_type");
  space.privacy_type = members.Text("privacy_type");
  space.space_type = members.Text("space_type");
  space.other = members.Rest();
  return space;
}

}  // namespace unpod::unpod
