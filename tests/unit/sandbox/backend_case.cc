#include "tests/unit/sandbox/backend_case.h"

#include <utility>

#include "absl/strings/str_cat.h"

namespace unpod::sandbox {

void BackendCase::Configure(Options options) {
  options.now = [now = now_] { return now; };
  backend_ = std::make_unique<Backend>(std::move(options));
}

Request BackendCase::GetRequest(absl::string_view target) {
  Request request{.method = "GET", .headers = {{"authorization", "Token abc"}, {"org-handle", "unpod.tv"}}};
  SetTarget(absl::StrCat("/api/v2/platform/", target), request);
  return request;
}

Request BackendCase::CreateRequest(absl::string_view body) {
  Request request = GetRequest("spaces/SPACE/tasks/create/");
  request.method = "POST";
  request.headers.emplace_back("content-type", "application/json");
  request.body = std::string(body);
  return request;
}

std::string Shown(const Answer& answer) {
  return absl::StrCat(answer.status, " ", answer.text);
}

}  // namespace unpod::sandbox
