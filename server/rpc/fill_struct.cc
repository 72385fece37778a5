#include "server/rpc/fill_struct.h"

#include <string>
#include <type_traits>
#include <utility>
#include <variant>

namespace unpod::rpc {
namespace {

// A reader refuses a whole message with more than 100 messages inside one another, which is protobuf's
// default: one value that is nested deeper would take its whole page along. The first Value of a Struct
// stands at 6 at most: response, task, output, Struct, map entry, Value. A list costs two more, an object
// three.
constexpr int kFirstDepth = 6;
constexpr int kListCost = 2;
constexpr int kObjectCost = 3;
constexpr int kMaxDepth = 100;
constexpr char kTooDeep[] = "(nested too deeply to be shown)";

void FillFields(domain::Object from, google::protobuf::Struct& to, int depth);

void FillValueAt(domain::Value from, google::protobuf::Value& to, int depth) {
  std::visit(
      [&to, depth](auto& data) {
        using T = std::decay_t<decltype(data)>;
        if constexpr (std::is_same_v<T, bool>) {
          to.set_bool_value(data);
        } else if constexpr (std::is_same_v<T, double>) {
          to.set_number_value(data);
        } else if constexpr (std::is_same_v<T, std::string>) {
          to.set_string_value(std::move(data));
        } else if constexpr (std::is_same_v<T, domain::List>) {
          if (depth + kListCost > kMaxDepth) return to.set_string_value(kTooDeep);
          auto& list = *to.mutable_list_value();
          for (domain::Value& element : data)
            FillValueAt(std::move(element), *list.add_values(), depth + kListCost);
        } else if constexpr (std::is_same_v<T, domain::Object>) {
          if (depth + kObjectCost > kMaxDepth) return to.set_string_value(kTooDeep);
          FillFields(std::move(data), *to.mutable_struct_value(), depth + kObjectCost);
        } else {
          to.set_null_value(google::protobuf::NULL_VALUE);
        }
      },
      from.data);
}

// Of a name that comes twice the last value counts, as in Python.
void FillFields(domain::Object from, google::protobuf::Struct& to, int depth) {
  auto& fields = *to.mutable_fields();
  for (domain::Member& member : from) {
    google::protobuf::Value& value = fields[member.key];
    value.Clear();
    FillValueAt(std::move(member.value), value, depth);
  }
}

}  // namespace

void FillValue(domain::Value from, google::protobuf::Value& to) {
  to.Clear();
  FillValueAt(std::move(from), to, kFirstDepth);
}

void FillStruct(domain::Object from, google::protobuf::Struct& to) {
  FillFields(std::move(from), to, kFirstDepth);
}

}  // namespace unpod::rpc
