#include "server/unpod/answer.h"

#include <nlohmann/json.hpp>
#include <utility>

namespace unpod::unpod {
namespace {

using nlohmann::json;

constexpr size_t kMaxIdBytes = 64;
constexpr size_t kMaxTextBytes = 256;

// The member, or null: no accessor here throws, whatever the upstream sends.
const json* Member(const json* object, const char* key) {
  if (object == nullptr || !object->is_object()) return nullptr;
  const auto found = object->find(key);
  return found == object->end() ? nullptr : &*found;
}

// The text, or empty. The reference lives as long as `value`.
const std::string& Text(const json* value) {
  static const std::string* const none = new std::string;
  const std::string* text = value == nullptr ? nullptr : value->get_ptr<const json::string_t*>();
  return text == nullptr ? *none : *text;
}

bool IsId(absl::string_view text) {
  if (text.empty() || text.size() > kMaxIdBytes) return false;
  for (const char c : text) {
    const bool allowed =
        (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
    if (!allowed) return false;
  }
  return true;
}

// A text that is passed on: bounded, or not at all.
std::string Bounded(const std::string& text) { return text.size() <= kMaxTextBytes ? text : std::string(); }

std::string ReadMessage(const json& body) {
  const json* error = Member(&body, "error");
  for (const json* candidate : {Member(&body, "message"), Member(error, "message"), error, Member(&body, "detail"),
                                Member(Member(&body, "data"), "detail")}) {
    if (!Text(candidate).empty()) return Text(candidate);
  }
  return "";
}

// A JSON text has its position in the list: an id that is none of ours must not shift those after it.
std::vector<std::string> ReadTaskIds(const json* ids) {
  std::vector<std::string> result;
  if (ids == nullptr || !ids->is_array()) return result;
  for (const json& id : *ids) result.push_back(IsId(Text(&id)) ? Text(&id) : std::string());
  return result;
}

// `status` is one text for all tasks, or a map from task id to text.
void ReadStatus(const json* status, domain::Created& created) {
  created.task_statuses.resize(created.task_ids.size());
  if (status == nullptr) return;
  for (size_t i = 0; i < created.task_ids.size(); ++i) {
    created.task_statuses[i] =
        Bounded(status->is_object() ? Text(Member(status, created.task_ids[i].c_str())) : Text(status));
  }
  if (!status->is_object()) {
    created.status = Bounded(Text(status));
    return;
  }
  for (const json& one : *status) {
    if (created.status.empty()) created.status = Bounded(Text(&one));
    if (Text(&one) != created.status) created.status = "mixed";
  }
}

}  // namespace

Answer ReadAnswer(absl::string_view text) {
  Answer answer;
  const json body = json::parse(text.begin(), text.end(), nullptr, /*allow_exceptions=*/false);
  if (!body.is_object()) return answer;
  answer.is_object = true;
  if (const json* code = Member(&body, "status_code"); code != nullptr && code->is_number_integer()) {
    answer.status_code = code->get<int64_t>();
  }
  answer.message = ReadMessage(body);
  const json* data = Member(&body, "data");
  if (const std::string& run_id = Text(Member(data, "run_id")); IsId(run_id)) {
    answer.created.run_id = run_id;
    answer.created.task_ids = ReadTaskIds(Member(data, "task_ids"));
    ReadStatus(Member(data, "status"), answer.created);
    answer.created.message = Bounded(answer.message);
  }
  const json* errors = Member(&body, "errors");
  if (errors == nullptr) errors = Member(data, "errors");
  if (errors != nullptr) answer.violations = ReadComplaints(*errors);
  return answer;
}

}  // namespace unpod::unpod
