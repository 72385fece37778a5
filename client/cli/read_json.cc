#include "client/cli/read_json.h"

#include <google/protobuf/stubs/common.h>
#include <google/protobuf/util/json_util.h>

#include <nlohmann/json.hpp>
#include <utility>

#include "client/cli/exit_code.h"
#include "client/cli/report_json.h"

namespace unpod::cli {
namespace {

using nlohmann::ordered_json;

std::string JsonOf(const google::protobuf::Message& message) {
  google::protobuf::util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  // A program finds each key, whatever its value. The option has another name from Protobuf 26 on.
#if GOOGLE_PROTOBUF_VERSION >= 5026000
  options.always_print_fields_with_no_presence = true;
#else
  options.always_print_primitive_fields = true;
#endif
  std::string text;
  if (!google::protobuf::util::MessageToJsonString(message, &text, options).ok()) return "{}";
  return text;
}

}  // namespace

std::string StructJson(const google::protobuf::Struct& value) {
  return JsonOf(value);
}

std::string MessageJson(absl::string_view outcome, const google::protobuf::Message& message) {
  ordered_json object;
  object["outcome"] = std::string(outcome);
  object["exit_code"] = kExitOk;
  ordered_json fields = ordered_json::parse(JsonOf(message), nullptr, /*allow_exceptions=*/false);
  if (!fields.is_object()) return Line(object);
  if (fields.contains("total_size")) {
    fields["more"] = !fields.value("next_page_token", std::string()).empty();
    fields.erase("next_page_token");
  }
  for (auto& [key, value] : fields.items()) object[key] = std::move(value);
  return Line(object);
}

}  // namespace unpod::cli
