#include "server/unpod/answer.h"

#include <algorithm>
#include <initializer_list>
#include <nlohmann/json.hpp>

#include "server/unpod/complaints.h"
#include "server/unpod/json_signs.h"
#include "server/unpod/lenient_json.h"

namespace unpod::unpod {
namespace {

using nlohmann::json;

// A tree takes many times the room of its text; no answer of the upstream comes near.
constexpr size_t kMaxAnswerBytes = 256 * 1024;

// The member, or null: no accessor here throws, whatever the upstream sends.
const json* Member(const json* object, const char* key) {
  if (object == nullptr || !object->is_object()) return nullptr;
  const auto found = object->find(key);
  return found == object->end() ? nullptr : &*found;
}

bool IsThere(const json* value) {
  if (value == nullptr) return false;
  const auto* text = value->get_ptr<const json::string_t*>();
  return text == nullptr ? !value->empty() : !text->empty();
}

// By index, or a list with an entry for each.
bool HasParts(const json* value) {
  if (value == nullptr || !value->is_array()) return value != nullptr && value->is_object();
  return std::any_of(value->begin(), value->end(), [](const json& each) { return each.is_structured(); });
}

std::string Words(const json& body, const json* data, const json* errors) {
  std::string words;
  const json* error = Member(&body, "error");
  for (const json* place : {Member(&body, "message"), error, Member(error, "message"),
                            Member(&body, "detail"), Member(data, "message"), Member(data, "detail"), errors,
                            Member(errors, "message"), Member(errors, "detail")}) {
    const auto* text = place == nullptr ? nullptr : place->get_ptr<const json::string_t*>();
    if (text != nullptr) words.append(*text).push_back('\n');
  }
  return words;
}

}  // namespace

FailedAnswer ReadFailed(absl::string_view body, size_t documents) {
  using Errors = FailedAnswer::Errors;
  FailedAnswer answer;
  answer.signs.made = HasCreationId(body);
  const json root = body.size() > kMaxAnswerBytes ? json(json::value_t::discarded) : ParseLeniently(body);
  answer.signs |= root.is_discarded() ? SignsInBody(body) : SignsInJson(root);
  if (!root.is_object()) return answer;
  answer.is_object = true;
  const json* data = Member(&root, "data");
  const json* errors = Member(&root, "errors");
  if (!IsThere(errors)) errors = Member(data, "errors");
  answer.words = Words(root, data, errors);
  if (!IsThere(errors)) return answer;
  answer.errors = errors->is_string() ? Errors::kText : Errors::kOther;
  if (auto complaints = ReadComplaints(*errors, documents)) {
    answer.errors = Errors::kFields;
    answer.violations = *std::move(complaints);
    answer.is_inner_check = IsInnerCheck(*errors);
    answer.is_about_documents = HasParts(Member(errors, "documents"));
  }
  return answer;
}

}  // namespace unpod::unpod
