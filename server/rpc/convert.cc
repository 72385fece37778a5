#include "server/rpc/convert.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace unpod::rpc {
namespace {

using google::protobuf::Struct;

domain::Object ToObject(const Struct& fields);

domain::Value ToValue(const google::protobuf::Value& value) {
  switch (value.kind_case()) {
    case google::protobuf::Value::kBoolValue:
      return {value.bool_value()};
    case google::protobuf::Value::kNumberValue:
      return {value.number_value()};
    case google::protobuf::Value::kStringValue:
      return {value.string_value()};
    case google::protobuf::Value::kListValue: {
      domain::List list;
      for (const auto& element : value.list_value().values()) list.push_back(ToValue(element));
      return {std::move(list)};
    }
    case google::protobuf::Value::kStructValue:
      return {ToObject(value.struct_value())};
    case google::protobuf::Value::kNullValue:
      return {nullptr};
    case google::protobuf::Value::KIND_NOT_SET:
      break;
  }
  return {domain::NoKind()};
}

// In the order of the keys: the same request always makes the same body, and a map has no order of its own.
domain::Object ToObject(const Struct& fields) {
  domain::Object object;
  object.reserve(static_cast<size_t>(fields.fields_size()));
  for (const auto& [key, value] : fields.fields()) object.push_back({key, ToValue(value)});
  std::sort(object.begin(), object.end(), [](const auto& a, const auto& b) { return a.key < b.key; });
  return object;
}

// In the order of the names, as ToObject.
template <typename Map>
domain::Object ToVariables(const Map& texts) {
  domain::Object object;
  object.reserve(texts.size());
  for (const auto& [key, text] : texts) object.push_back({key, {text}});
  std::sort(object.begin(), object.end(), [](const auto& a, const auto& b) { return a.key < b.key; });
  return object;
}

domain::Schedule ToSchedule(const unpod_task::v1::Schedule& from) {
  using Kind = domain::Schedule::Kind;
  switch (from.when_case()) {
    case unpod_task::v1::Schedule::kNow:
      return {Kind::kNow, {}};
    case unpod_task::v1::Schedule::kAuto:
      return {Kind::kAuto, {}};
    case unpod_task::v1::Schedule::kAt:
      return {Kind::kAt, absl::FromUnixSeconds(from.at().seconds()) + absl::Nanoseconds(from.at().nanos())};
    case unpod_task::v1::Schedule::WHEN_NOT_SET:
      break;
  }
  return {Kind::kUnrecognized, {}};
}

}  // namespace

domain::Document ToDocument(const unpod_task::v1::Document& from) {
  domain::Document to;
  to.name = from.name();
  to.contact_number = from.contact_number();
  to.email = from.email();
  to.alternate_number = from.alternate_number();
  to.occupation = from.occupation();
  to.company_name = from.company_name();
  to.address = from.address();
  to.about = from.about();
  to.context = from.context();
  to.labels.assign(from.labels().begin(), from.labels().end());
  to.title = from.title();
  to.description = from.description();
  to.document_id = from.document_id();
  to.variables = ToVariables(from.variables());
  if (from.has_structured_variables()) to.structured_variables = ToObject(from.structured_variables());
  return to;
}

domain::Task ToTask(const unpod_task::v1::CreateTaskRequest& request) {
  domain::Task task;
  task.space_token = request.space_token();
  task.pilot = request.pilot();
  task.documents.reserve(static_cast<size_t>(request.documents_size()));
  for (const auto& document : request.documents()) task.documents.push_back(ToDocument(document));
  task.context = request.context();
  if (request.has_schedule()) task.schedule = ToSchedule(request.schedule());
  task.request_id = request.request_id();
  task.org_handle = request.org_handle();
  return task;
}

domain::Task ToTask(const unpod_task::v1::CreateTasksHeader& header) {
  domain::Task task;
  task.space_token = header.space_token();
  task.pilot = header.pilot();
  task.context = header.context();
  if (header.has_schedule()) task.schedule = ToSchedule(header.schedule());
  task.request_id = header.request_id();
  task.org_handle = header.org_handle();
  return task;
}

void FillPreview(const http::Request& request, unpod_task::v1::RequestPreview& preview) {
  preview.set_method("POST");
  const size_t host = request.url.find("://") + 3;
  preview.set_path(request.url.substr(request.url.find('/', host)));
  for (const std::string& line : request.headers) {
    const size_t colon = line.find(": ");
    if (colon == std::string::npos) continue;
    const std::string name = line.substr(0, colon);
    (*preview.mutable_headers())[name] =
        absl::EqualsIgnoreCase(name, "Authorization") ? "Token ***" : line.substr(colon + 2);
  }
  preview.set_body(request.body);
}

}  // namespace unpod::rpc
