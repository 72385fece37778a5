#include "client/cli/extra.h"

#include <cstdint>

#include "client/cli/strict_json.h"

namespace unpod::cli {
namespace {

using google::protobuf::Value;
using nlohmann::json;

// True when the magnitude's bits, without its trailing zeros, fit into a double's 53.
bool IsExact(uint64_t magnitude) {
  while (magnitude != 0 && magnitude % 2 == 0) magnitude /= 2;
  return magnitude <= uint64_t{1} << 53;
}

bool IsExact(const json& number) {
  if (number.is_number_unsigned()) return IsExact(number.get<uint64_t>());
  if (!number.is_number_integer()) return true;
  auto value = number.get<int64_t>();
  return IsExact(value < 0 ? uint64_t{0} - static_cast<uint64_t>(value) : static_cast<uint64_t>(value));
}

// A receiver refuses a whole message with more than 100 messages inside one another, which is protobuf's
// default. The first Value of a document stands at 4: document, Struct, map entry, Value. A list costs two
// more, an object three.
constexpr int kFirstDepth = 4;
constexpr int kListCost = 2;
constexpr int kObjectCost = 3;
constexpr int kMaxDepth = 100;

// Recursive; the depth is bounded.
Value Convert(const json& value, const std::string& path, int depth, Problems* problems) {
  Value result;
  if (depth > kMaxDepth - (value.is_structured() ? 1 : 0)) {
    problems->push_back({path, "is nested too deeply"});
  } else if (value.is_null()) {
    result.set_null_value(google::protobuf::NULL_VALUE);
  } else if (value.is_boolean()) {
    result.set_bool_value(value.get<bool>());
  } else if (value.is_string()) {
    result.set_string_value(value.get_ref<const std::string&>());
  } else if (value.is_number()) {
    if (!IsExact(value)) {
      problems->push_back({path, "is an integer that would be rounded on its way; put it into quotes"});
    }
    result.set_number_value(value.get<double>());
  } else if (value.is_array()) {
    auto* list = result.mutable_list_value();
    for (size_t i = 0; i < value.size(); ++i) {
      *list->add_values() = Convert(value[i], JoinPath(path, i), depth + kListCost, problems);
    }
  } else {
    auto* fields = result.mutable_struct_value()->mutable_fields();
    for (const auto& [key, member] : value.items()) {
      (*fields)[key] = Convert(member, JoinPath(path, key), depth + kObjectCost, problems);
    }
  }
  return result;
}

}  // namespace

Value ToStructValue(const json& value, const std::string& path, Problems* problems) {
  return Convert(value, path, kFirstDepth, problems);
}

}  // namespace unpod::cli
