#include "sandbox/create.h"

#include <cstdint>
#include <limits>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "sandbox/access.h"
#include "sandbox/bodies.h"
#include "sandbox/document.h"
#include "sandbox/json_error.h"
#include "sandbox/python.h"
#include "sandbox/schedule.h"
#include "sandbox/serializer.h"

namespace unpod::sandbox {
namespace {

enum class BodyKind { kEmpty, kForm, kJson, kOther };

BodyKind KindOfBody(const Request& request) {
  if (request.body.empty()) return BodyKind::kEmpty;
  const std::string type = absl::AsciiStrToLower(Header(request, "content-type").value_or(""));
  const absl::string_view media =
      absl::StripAsciiWhitespace(absl::string_view(type).substr(0, type.find(';')));
  if (media == "application/json") return BodyKind::kJson;
  if (media == "application/x-www-form-urlencoded" || media == "multipart/form-data") return BodyKind::kForm;
  return BodyKind::kOther;
}

Answer UnsupportedMediaType(const Request& request) {
  return DetailAnswer(415, absl::StrCat("Unsupported media type \"",
                                        Header(request, "content-type").value_or(""), "\" in request."));
}

std::optional<Answer> ParseRefusal(const Request& request, const Json& body) {
  if (!body.is_discarded()) return std::nullopt;
  if (JsonDepth(request.body) > kMaxJsonDepth) return Body("500_html");
  const std::string error = JsonError(request.body);
  // What Python's parser takes and ours does not (a lone surrogate, a number beyond a double) fails later up
  // there.
  if (error.empty()) return Body("500_internal");
  Json data = {{"detail", absl::StrCat("JSON parse error - ", error)}};
  Json answer = {{"status_code", 400}, {"message", "Error"}};
  answer["data"] = std::move(data);
  return JsonAnswer(400, answer);
}

// `id` wins over `document_id` when it is true in Python's sense.
const Json* RefId(const Json& document) {
  const Json* const id = Member(document, "id");
  return id != nullptr && PythonTruth(*id) ? id : Member(document, "document_id");
}

// 422 for each contact identity that is no string.
std::optional<Answer> RefIdRefusal(const Json& documents) {
  Json details = Json::array();
  for (size_t i = 0; i < documents.size(); ++i) {
    const Json* const id = RefId(documents[i]);
    if (id == nullptr || id->is_null() || id->is_string()) continue;
    Json detail = {{"type", "string_type"}};
    detail["loc"] = Json::array({"body", "tasks", i, "ref_id"});
    detail["msg"] = "Input should be a valid string";
    detail["input"] = *id;
    details.push_back(std::move(detail));
  }
  if (details.empty()) return std::nullopt;
  Json answer = {{"message", absl::StrCat("Task Creation Failed: ", PythonRepr(details))}};
  answer["errors"]["detail"] = std::move(details);
  return JsonAnswer(422, answer);
}

std::optional<Answer> NoDocumentsRefusal(const Json& body) {
  if (!DocumentsOf(body).empty()) return std::nullopt;
  const Json* const filters = Member(body, "filters");
  const bool filtered = filters != nullptr && PythonTruth(*filters);
  return Body(filtered ? "400_no_stored_tasks" : "400_no_documents");
}

// What the backend's database refuses, when other tasks may be stored already.
bool CannotBeStored(const Json& value) {
  if (value.is_number_unsigned()) return value.get<uint64_t>() > std::numeric_limits<int64_t>::max();
  if (!value.is_structured()) return false;
  for (const auto& [key, item] : value.items()) {
    if (value.is_object() && key.find('\0') != std::string::npos) return true;
    if (CannotBeStored(item)) return true;
  }
  return false;
}

int StorableDocuments(const Json& documents) {
  int count = 0;
  for (const Json& document : documents) {
    if (CannotBeStored(document)) break;
    ++count;
  }
  return count;
}

Answer CreatedAnswer(const Entry& entry, StatusForm form) {
  const char* const status = entry.scheduled ? "scheduled" : "pending";
  Json data = {{"run_id", IdOf('R', entry.tick)}};
  Json ids = Json::array();
  Json statuses = Json::object();
  for (int i = 0; i < entry.task_count; ++i) {
    ids.push_back(IdOf('T', entry.tick + 1 + i));
    if (form == StatusForm::kMap) statuses[IdOf('T', entry.tick + 1 + i)] = status;
  }
  data["task_ids"] = std::move(ids);
  if (form == StatusForm::kString) data["status"] = status;
  if (form == StatusForm::kMap) data["status"] = std::move(statuses);
  Json answer = {{"status_code", 200}, {"message", "Task Created Successfully"}};
  answer["data"] = std::move(data);
  return JsonAnswer(200, answer);
}

// 400, 415 and the serializer's 206.
std::optional<Answer> BodyRefusal(const Request& request, const Json& body, ContextRule context) {
  switch (KindOfBody(request)) {
    case BodyKind::kEmpty:
    case BodyKind::kForm:  // none of the fields is in it
      return Body("206_validation_all");
    case BodyKind::kOther:
      return UnsupportedMediaType(request);
    case BodyKind::kJson:
      break;
  }
  if (std::optional<Answer> refused = ParseRefusal(request, body)) return refused;
  const Json errors = SerializerErrors(body, context);
  if (!errors.empty()) return ValidationAnswer(errors);
  return std::nullopt;
}

}  // namespace

Created Create(const Request& request, const Route& route, const Json& body, const Options& options,
               StatusForm status_form, absl::Time now, Journal& journal) {
  if (std::optional<Answer> refused = Refusal(request, route, options)) return {*refused};
  const ContextRule context = options.require_context ? ContextRule::kRequired : ContextRule::kOptional;
  if (std::optional<Answer> refused = BodyRefusal(request, body, context)) return {*refused};
  const Json& documents = DocumentsOf(body);
  if (std::optional<Answer> refused = RefIdRefusal(documents)) return {*refused};
  if (std::optional<Answer> refused = NoDocumentsRefusal(body)) return {*refused};
  Plan plan = PlanSchedule(Member(body, "schedule"), *MemberText(body, "pilot"), now);
  if (plan.refusal.has_value()) return {*plan.refusal};

  Entry entry{
      .space = route.space, .accepted = true, .created = now, .due = plan.due, .scheduled = plan.scheduled};
  entry.agent = std::string(PythonStrip(*MemberText(body, "pilot")));
  entry.task_count = StorableDocuments(documents);
  entry.tick = journal.NextTick(now, entry.task_count);
  const bool whole = static_cast<size_t>(entry.task_count) == documents.size();
  Answer answer = whole ? CreatedAnswer(entry, status_form) : Body("500_internal");
  return {std::move(answer), std::move(entry)};
}

}  // namespace unpod::sandbox
