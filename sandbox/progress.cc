#include "sandbox/progress.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/string_view.h"
#include "sandbox/document.h"
#include "sandbox/python.h"

namespace unpod::sandbox {
namespace {

// A task waits for this part of its time before the telephone rings.
constexpr int kPendingPart = 4;

constexpr char kCompleted[] = "completed";
constexpr char kFailed[] = "failed";

// Naive, and UTC.
std::string Stamp(absl::Time time) {
  return absl::FormatTime("%Y-%m-%dT%H:%M:%S", time, absl::UTCTimeZone());
}
std::string CallStamp(absl::Time time) {
  return absl::FormatTime("%Y-%m-%d %H:%M:%E6S", time, absl::UTCTimeZone());
}

std::string TextOf(const Json& object, absl::string_view key) {
  return MemberText(object, key).value_or("");
}

Json Input(const Json& document, const std::string& space) {
  Json input = document;
  if (!input.contains("token")) input["token"] = space;
  input["quality"] = "good";
  return input;
}

Json Transcript(const Json& document, absl::Time start) {
  Json transcript = Json::array();
  transcript.push_back(
      {{"role", "assistant"},
       {"content", absl::StrCat("Hello ", TextOf(document, "name"), ", do you have a minute?")},
       {"timestamp", CallStamp(start + absl::Seconds(1))}});
  transcript.push_back({{"role", "user"},
                        {"content", "Yes, please go on."},
                        {"timestamp", CallStamp(start + absl::Seconds(4))}});
  return transcript;
}

Json RefIdOf(const Json& document) {
  for (absl::string_view key : {"id", "document_id"}) {
    const Json* const id = Member(document, key);
    if (id != nullptr && PythonTruth(*id)) return *id;
  }
  return nullptr;
}

}  // namespace

std::string Progress::Status(const Entry& entry) const {
  if (now_ < entry.due) return entry.scheduled ? "scheduled" : "pending";
  if (now_ >= entry.due + task_time_) return kCompleted;
  return now_ < entry.due + task_time_ / kPendingPart ? "pending" : "in_progress";
}

absl::Time Progress::Modified(const Entry& entry) const {
  if (now_ >= entry.due + task_time_) return entry.due + task_time_;
  const absl::Time ringing = entry.due + task_time_ / kPendingPart;
  return now_ >= ringing ? ringing : entry.created;
}

Json Progress::Run(const Entry& entry) const {
  return {
      {"run_id", IdOf('R', entry.tick)}, {"collection_ref", absl::StrCat("collection_data_", entry.space)},
      {"run_mode", "prefect"},           {"status", Status(entry)},
      {"created", Stamp(entry.created)}, {"modified", Stamp(Modified(entry))}};
}

Json Progress::Execution(const Entry& entry, const Json& body) const {
  int completed = 0;
  for (int index = 0; index < entry.task_count; ++index) {
    if (Task(entry, body, index)["status"] == kCompleted) ++completed;
  }
  return {{"run_id", IdOf('R', entry.tick)},
          {"status", Status(entry)},
          {"total_tasks", entry.task_count},
          {"completed_tasks", completed},
          {"created", Stamp(entry.created)}};
}

Json Progress::Output(const Entry& entry, const Json& document, int index) const {
  if (Member(document, "contact_number") == nullptr) return {{"error", "No Contact Number Found"}};
  const absl::Time start = entry.due + task_time_ / kPendingPart;
  const absl::Time end = entry.due + task_time_;
  Json output = {{"call_id", absl::StrFormat("%016x%08x", entry.tick, index)},
                 {"call_end_reason", "customer-ended-call"},
                 {"start_time", CallStamp(start)},
                 {"end_time", CallStamp(end)},
                 {"assistant_number", "+15550100"},
                 {"call_summary", "The contact answered and asked for a follow-up."},
                 {"duration", absl::ToDoubleSeconds(end - start)},
                 {"recording_url", nullptr}};
  output["transcript"] = Transcript(document, start);
  output["post_call_data"]["summary"] = {{"status", "Interested"}, {"summary", "Asked for a follow-up."}};
  output["metadata"] = {{"cost", 0.0}, {"usage", Json::object()}};
  output["call_type"] = "outbound";
  output["call_status"] = kCompleted;
  return output;
}

Json Progress::Task(const Entry& entry, const Json& body, int index) const {
  static const auto* const kNothing = new Json(Json::object());
  const Json& documents = DocumentsOf(body);
  const auto at = static_cast<size_t>(index);
  const Json& document = at < documents.size() ? documents[at] : *kNothing;
  const Tick tick = entry.tick + 1 + index;
  std::string status = Status(entry);
  const bool over = status == kCompleted;
  if (over && Member(document, "contact_number") == nullptr) status = kFailed;

  Json task = {{"_id", absl::StrFormat("%08x%016x", absl::ToUnixSeconds(entry.created), tick)},
               {"thread_id", nullptr},
               {"user_info", {{"email", "user@example.com"}, {"full_name", "John Doe"}}},
               {"task_id", IdOf('T', tick)},
               {"run_id", IdOf('R', entry.tick)}};
  task["task"]["objective"] = std::string(PythonStrip(TextOf(body, "context")));
  task["input"] = Input(document, entry.space);
  task["output"] = over ? Output(entry, document, index) : Json::object();
  task["attachments"] = Json::array();
  task["assignee"] = std::string(PythonStrip(TextOf(body, "pilot")));
  task["status"] = status;
  task["execution_type"] = "call";
  task["ref_id"] = RefIdOf(document);
  task["run_mode"] = "prefect";
  task["created"] = Stamp(entry.created);
  task["modified"] = Stamp(Modified(entry));
  return task;
}

}  // namespace unpod::sandbox
