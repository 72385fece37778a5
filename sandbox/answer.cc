#include "sandbox/answer.h"

#include "absl/strings/string_view.h"

namespace unpod::sandbox {

std::string Dump(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Answer JsonAnswer(int status, const Json& body) {
  return {.status = status, .text = Dump(body)};
}

Answer MessageAnswer(int status, absl::string_view message) {
  return JsonAnswer(status,
                    {{"status_code", status}, {"message", std::string(message)}, {"data", Json::object()}});
}

Answer ErrorsAnswer(int status, absl::string_view message, const Json& errors) {
  Json data = Json::object();
  data["errors"] = errors;
  Json body = {{"status_code", status}, {"message", std::string(message)}};
  body["data"] = std::move(data);
  body["errors"] = errors;
  return JsonAnswer(status, body);
}

Answer ValidationAnswer(const Json& errors) {
  return ErrorsAnswer(206, "There is some Validation error", errors);
}

Answer ListAnswer(absl::string_view message, int64_t count, Json items) {
  Json body = {{"count", count}, {"status_code", 200}, {"message", std::string(message)}};
  body["data"] = std::move(items);
  return JsonAnswer(200, body);
}

Answer ListAnswer(absl::string_view message, Json items) {
  const auto count = static_cast<int64_t>(items.size());
  return ListAnswer(message, count, std::move(items));
}

Answer DetailAnswer(int status, absl::string_view message) {
  return JsonAnswer(status, {{"message", std::string(message)}, {"status_code", status}});
}

}  // namespace unpod::sandbox
