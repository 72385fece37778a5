#include "sandbox/python.h"

#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/string_view.h"

namespace unpod::sandbox {
namespace {

std::string ReprText(const std::string& text) {
  // Python prefers single quotes, unless there are only such in the text.
  const char quote = text.find('\'') != std::string::npos && text.find('"') == std::string::npos ? '"' : '\'';
  std::string inner =
      absl::StrReplaceAll(text, {{"\\", "\\\\"}, {"\n", "\\n"}, {"\r", "\\r"}, {"\t", "\\t"}});
  if (quote == '\'') inner = absl::StrReplaceAll(inner, {{"'", "\\'"}});
  return absl::StrCat(std::string(1, quote), inner, std::string(1, quote));
}

}  // namespace

absl::string_view PythonType(const Json& value) {
  switch (value.type()) {
    case Json::value_t::object:
      return "dict";
    case Json::value_t::array:
      return "list";
    case Json::value_t::string:
      return "str";
    case Json::value_t::boolean:
      return "bool";
    case Json::value_t::number_integer:
    case Json::value_t::number_unsigned:
      return "int";
    case Json::value_t::number_float:
      return "float";
    default:
      return "NoneType";
  }
}

std::string PythonRepr(const Json& value) {
  if (value.is_null()) return "None";
  if (value.is_boolean()) return value.get<bool>() ? "True" : "False";
  if (value.is_string()) return ReprText(value.get_ref<const std::string&>());
  std::vector<std::string> parts;
  if (value.is_array()) {
    for (const Json& item : value) parts.push_back(PythonRepr(item));
    return absl::StrCat("[", absl::StrJoin(parts, ", "), "]");
  }
  if (value.is_object()) {
    for (const auto& [key, item] : value.items()) {
      parts.push_back(absl::StrCat(ReprText(key), ": ", PythonRepr(item)));
    }
    return absl::StrCat("{", absl::StrJoin(parts, ", "), "}");
  }
  return Dump(value);
}

bool PythonTruth(const Json& value) {
  if (value.is_boolean()) return value.get<bool>();
  if (value.is_number()) return value != 0;
  if (value.is_string()) return !value.get_ref<const std::string&>().empty();
  return !value.is_null() && !value.empty();
}

absl::string_view PythonStrip(absl::string_view text) {
  return absl::StripAsciiWhitespace(text);
}

}  // namespace unpod::sandbox
