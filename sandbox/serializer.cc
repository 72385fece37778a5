#include "sandbox/serializer.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "sandbox/document.h"
#include "sandbox/python.h"

namespace unpod::sandbox {
namespace {

enum class Presence { kOptional, kRequired };

constexpr char kRequired[] = "This field is required.";
constexpr char kNull[] = "This field may not be null.";
constexpr char kBlank[] = "This field may not be blank.";

std::string ExpectedDictionary(const Json& value) {
  return absl::StrCat("Expected a dictionary of items but got type \"", PythonType(value), "\".");
}

// Each returns null when it has nothing to say.
Json TextErrors(const Json& value) {
  if (value.is_number()) return nullptr;  // made a string
  if (!value.is_string()) return {"Not a valid string."};
  const auto& text = value.get_ref<const std::string&>();
  if (PythonStrip(text).empty()) return {kBlank};
  if (text.find('\0') != std::string::npos) return {"Null characters are not allowed."};
  return nullptr;
}

Json DictionaryErrors(const Json& value) {
  if (value.is_object()) return nullptr;
  return {ExpectedDictionary(value)};
}

Json DocumentsErrors(const Json& value) {
  if (!value.is_array()) {
    return {absl::StrCat("Expected a list of items but got type \"", PythonType(value), "\".")};
  }
  Json errors = nullptr;
  for (size_t i = 0; i < value.size(); ++i) {
    if (value[i].is_object()) continue;
    errors[absl::StrCat(i)] = value[i].is_null() ? Json::array({kNull}) : DictionaryErrors(value[i]);
  }
  return errors;
}

template <typename Check>
void CheckField(const Json& body, absl::string_view field, Presence presence, Check check, Json& errors) {
  const Json* const value = Member(body, field);
  Json found = nullptr;
  if (value == nullptr) {
    if (presence == Presence::kRequired) found = {kRequired};
  } else {
    found = value->is_null() ? Json::array({kNull}) : check(*value);
  }
  if (!found.is_null()) errors[std::string(field)] = std::move(found);
}

}  // namespace

Json SerializerErrors(const Json& body, ContextRule context) {
  if (body.is_null()) return {{"non_field_errors", {"No data provided"}}};
  if (!body.is_object()) {
    return {{"non_field_errors",
             {absl::StrCat("Invalid data. Expected a dictionary, but got ", PythonType(body), ".")}}};
  }
  const Presence context_presence =
      context == ContextRule::kRequired ? Presence::kRequired : Presence::kOptional;
  Json errors = Json::object();
  CheckField(body, "pilot", Presence::kRequired, TextErrors, errors);
  CheckField(body, "context", context_presence, TextErrors, errors);
  CheckField(body, "documents", Presence::kRequired, DocumentsErrors, errors);
  CheckField(body, "schedule", Presence::kOptional, DictionaryErrors, errors);
  CheckField(body, "filters", Presence::kOptional, DictionaryErrors, errors);
  return errors;
}

}  // namespace unpod::sandbox
