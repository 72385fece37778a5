#include "sandbox/fault_json.h"

#include <array>
#include <limits>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "sandbox/fault_queue.h"
#include "sandbox/json_error.h"

namespace unpod::sandbox {
namespace {

template <typename Value>
struct Word {
  absl::string_view word;
  Value value;
};

constexpr std::array<Word<Close>, 6> kCloses = {{{"on_accept", Close::kOnAccept},
                                                 {"on_first_byte", Close::kOnFirstByte},
                                                 {"after_headers", Close::kAfterHeaders},
                                                 {"after_request", Close::kAfterRequest},
                                                 {"mid_response", Close::kMidResponse},
                                                 {"after_response", Close::kAfterResponse}}};
constexpr std::array<Word<Edit>, 3> kEdits = {
    {{"truncated", Edit::kTruncated}, {"invalid", Edit::kInvalid}, {"without_run_id", Edit::kWithoutRunId}}};
constexpr std::array<Word<Target>, 3> kTargets = {
    {{"create", Target::kCreate}, {"read", Target::kRead}, {"any", Target::kAny}}};
constexpr std::array<Word<StatusForm>, 3> kStatusForms = {
    {{"string", StatusForm::kString}, {"map", StatusForm::kMap}, {"absent", StatusForm::kAbsent}}};

// Each reader returns whether the value is one.
template <typename Value, size_t kSize>
bool ReadWord(const Json& json, const std::array<Word<Value>, kSize>& words, Value& out) {
  if (!json.is_string()) return false;
  for (const Word<Value>& word : words) {
    if (json.get_ref<const std::string&>() != word.word) continue;
    out = word.value;
    return true;
  }
  return false;
}

template <typename Value, size_t kSize>
std::string WordOf(const std::array<Word<Value>, kSize>& words, Value value) {
  for (const Word<Value>& word : words) {
    if (word.value == value) return std::string(word.word);
  }
  return "";
}

bool ReadText(const Json& json, std::string& out) {
  if (json.is_string()) out = json.get<std::string>();
  return json.is_string();
}

bool ReadFlag(const Json& json, bool& out) {
  if (json.is_boolean()) out = json.get<bool>();
  return json.is_boolean();
}

bool ReadNumber(const Json& json, int& out) {
  if (!json.is_number_integer() || json < 0 || json > std::numeric_limits<int>::max()) return false;
  out = json.get<int>();
  return true;
}

bool ReadMillis(const Json& json, absl::Duration& out) {
  int millis = 0;
  if (!ReadNumber(json, millis)) return false;
  out = absl::Milliseconds(millis);
  return true;
}

bool ReadMatch(const Json& json, Fault& fault) {
  if (!json.is_object() || json.size() != 1 || json.begin().key().empty()) return false;
  fault.match_key = json.begin().key();
  return ReadText(json.begin().value(), fault.match_value);
}

bool ReadHeaders(const Json& json, Fault& fault) {
  if (!json.is_object()) return false;
  for (const auto& [name, value] : json.items()) {
    std::string text;
    if (!ReadText(value, text)) return false;
    fault.headers.emplace_back(name, text);
  }
  return true;
}

// Where the reader leaves a value that a fault may also not have.
template <typename Value, typename Reader>
bool ReadOptional(const Json& json, std::optional<Value>& out, Reader read) {
  Value value{};
  if (!read(json, value)) return false;
  out = value;
  return true;
}

struct FaultMember {
  absl::string_view name;
  absl::string_view expects;
  bool (*read)(const Json&, Fault&);
};

constexpr std::array<FaultMember, 21> kMembers = {{
    {"target", "create, read or any",
     [](const Json& j, Fault& f) { return ReadWord(j, kTargets, f.target); }},
    {"count", "a number", [](const Json& j, Fault& f) { return ReadNumber(j, f.count); }},
    {"reused", "true or false", [](const Json& j, Fault& f) { return ReadFlag(j, f.reused); }},
    {"match", "{\"KEY\": \"VALUE\"}", [](const Json& j, Fault& f) { return ReadMatch(j, f); }},
    {"body", "a name of GET /_sandbox/bodies", [](const Json& j, Fault& f) { return ReadText(j, f.body); }},
    {"status", "a number", [](const Json& j, Fault& f) { return ReadOptional(j, f.status, ReadNumber); }},
    {"text", "a string", [](const Json& j, Fault& f) { return ReadOptional(j, f.text, ReadText); }},
    {"headers", "{\"NAME\": \"VALUE\", …}", [](const Json& j, Fault& f) { return ReadHeaders(j, f); }},
    {"edit", "truncated, invalid or without_run_id",
     [](const Json& j, Fault& f) { return ReadWord(j, kEdits, f.edit); }},
    {"status_form", "string, map or absent",
     [](const Json& j, Fault& f) {
       return ReadOptional(j, f.status_form, [](const Json& json, StatusForm& out) {
         return ReadWord(json, kStatusForms, out);
       });
     }},
    {"accept", "true or false", [](const Json& j, Fault& f) { return ReadOptional(j, f.accept, ReadFlag); }},
    {"delay_ms", "a number", [](const Json& j, Fault& f) { return ReadMillis(j, f.delay); }},
    {"close", "on_accept, on_first_byte, after_headers, after_request, mid_response or after_response",
     [](const Json& j, Fault& f) { return ReadWord(j, kCloses, f.close); }},
    {"close_delay_ms", "a number", [](const Json& j, Fault& f) { return ReadMillis(j, f.close_delay); }},
    {"reset", "true or false", [](const Json& j, Fault& f) { return ReadFlag(j, f.reset); }},
    {"drip_ms", "a number", [](const Json& j, Fault& f) { return ReadMillis(j, f.drip); }},
    {"drip_bytes", "a number",
     [](const Json& j, Fault& f) {
       int bytes = 0;
       if (!ReadNumber(j, bytes)) return false;
       f.drip_bytes = static_cast<size_t>(bytes);
       return true;
     }},
    {"endless", "true or false", [](const Json& j, Fault& f) { return ReadFlag(j, f.endless); }},
    {"endless_trailers", "true or false",
     [](const Json& j, Fault& f) { return ReadFlag(j, f.endless_trailers); }},
    {"stray", "a string", [](const Json& j, Fault& f) { return ReadText(j, f.stray); }},
    {"stray_delay_ms", "a number", [](const Json& j, Fault& f) { return ReadMillis(j, f.stray_delay); }},
}};

absl::Status ReadMember(const std::string& name, const Json& value, Fault& fault) {
  for (const FaultMember& member : kMembers) {
    if (member.name != name) continue;
    if (member.read(value, fault)) return absl::OkStatus();
    return absl::InvalidArgumentError(absl::StrCat(name, ": expected ", member.expects));
  }
  return absl::InvalidArgumentError(absl::StrCat(name, ": a fault has no such member"));
}

absl::StatusOr<Fault> ReadFault(const Json& json) {
  if (!json.is_object()) return absl::InvalidArgumentError("a fault is a JSON object");
  Fault fault;
  for (const auto& [name, value] : json.items()) {
    if (absl::Status read = ReadMember(name, value, fault); !read.ok()) return read;
  }
  if (absl::Status checked = CheckFault(fault); !checked.ok()) return checked;
  return fault;
}

}  // namespace

absl::StatusOr<std::vector<Fault>> ParseFaults(absl::string_view text) {
  // A value is copied by recursion.
  if (JsonDepth(text) > kMaxJsonDepth) return absl::InvalidArgumentError("nested too deeply");
  const Json json = Json::parse(text, nullptr, false);
  if (json.is_discarded()) return absl::InvalidArgumentError("not JSON");
  const Json list = json.is_array() ? json : Json::array({json});
  std::vector<Fault> faults;
  for (const Json& each : list) {
    absl::StatusOr<Fault> fault = ReadFault(each);
    if (!fault.ok()) return fault.status();
    faults.push_back(*std::move(fault));
  }
  return faults;
}

Json FaultToJson(const Fault& fault) {
  Json json = {{"target", WordOf(kTargets, fault.target)}, {"count", fault.count}};
  if (fault.reused) json["reused"] = true;
  if (!fault.match_key.empty()) json["match"][fault.match_key] = fault.match_value;
  if (!fault.body.empty()) json["body"] = fault.body;
  if (fault.status.has_value()) json["status"] = *fault.status;
  if (fault.text.has_value()) json["text"] = *fault.text;
  for (const auto& [name, value] : fault.headers) json["headers"][name] = value;
  if (fault.edit != Edit::kNone) json["edit"] = WordOf(kEdits, fault.edit);
  if (fault.status_form.has_value()) json["status_form"] = WordOf(kStatusForms, *fault.status_form);
  if (fault.accept.has_value()) json["accept"] = *fault.accept;
  if (fault.delay > absl::ZeroDuration()) json["delay_ms"] = absl::ToInt64Milliseconds(fault.delay);
  if (fault.close != Close::kNever) json["close"] = WordOf(kCloses, fault.close);
  if (fault.close_delay > absl::ZeroDuration()) {
    json["close_delay_ms"] = absl::ToInt64Milliseconds(fault.close_delay);
  }
  if (fault.reset) json["reset"] = true;
  if (fault.drip > absl::ZeroDuration()) {
    json["drip_ms"] = absl::ToInt64Milliseconds(fault.drip);
    json["drip_bytes"] = fault.drip_bytes;
  }
  if (fault.endless) json["endless"] = true;
  if (fault.endless_trailers) json["endless_trailers"] = true;
  if (!fault.stray.empty()) {
    json["stray"] = fault.stray;
    json["stray_delay_ms"] = absl::ToInt64Milliseconds(fault.stray_delay);
  }
  return json;
}

}  // namespace unpod::sandbox
