#include "sandbox/document.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/string_view.h"
#include "sandbox/json_error.h"

namespace unpod::sandbox {

Json ParseBody(absl::string_view text) {
  // The parser here takes a NUL for the end of the text.
  const bool has_nul = text.find('\0') != absl::string_view::npos;
  if (has_nul || JsonDepth(text) > kMaxJsonDepth || absl::StartsWith(text, kByteOrderMark))
    return Json(Json::value_t::discarded);
  return Json::parse(text, nullptr, false);
}

const Json* Member(const Json& object, absl::string_view key) {
  if (!object.is_object()) return nullptr;
  const auto found = object.find(std::string(key));
  return found == object.end() ? nullptr : &*found;
}

std::optional<std::string> MemberText(const Json& object, absl::string_view key) {
  const Json* const value = Member(object, key);
  if (value == nullptr) return std::nullopt;
  return value->is_string() ? value->get_ref<const std::string&>() : Dump(*value);
}

const Json& DocumentsOf(const Json& body) {
  static const auto* const kNone = new Json(Json::array());
  const Json* const documents = Member(body, "documents");
  return documents != nullptr && documents->is_array() ? *documents : *kNone;
}

bool AnyDocumentHas(const Json& body, absl::string_view key, absl::string_view value) {
  const Json& documents = DocumentsOf(body);
  return std::any_of(documents.begin(), documents.end(),
                     [&](const Json& document) { return MemberText(document, key) == value; });
}

}  // namespace unpod::sandbox
