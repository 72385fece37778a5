#include "client/cli/body.h"

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "client/cli/document.h"
#include "client/cli/schedule.h"
#include "client/cli/strict_json.h"

namespace unpod::cli {
namespace {

using nlohmann::json;

void ReadText(const json& value, const std::string& path, std::string* text, Problems* problems) {
  if (value.is_string()) {
    *text = value.get_ref<const std::string&>();
  } else {
    problems->push_back({path, MustBe("a string", value)});
  }
}

void ReadDocuments(const json& list, unpod_task::v1::CreateTaskRequest* request, Problems* problems) {
  if (!list.is_array()) {
    problems->push_back({"documents", MustBe("a list", list)});
    return;
  }
  for (size_t i = 0; i < list.size(); ++i) {
    ReadDocument(list[i], JoinPath("documents", i), request->add_documents(), problems);
  }
}

// A random one in the place of an empty one would make a new request of each repeat.
void ReadRequestId(const json& value, unpod_task::v1::CreateTaskRequest* request, Problems* problems) {
  ReadText(value, "request_id", request->mutable_request_id(), problems);
  if (value.is_string() && request->request_id().empty()) problems->push_back({"request_id", "is empty"});
}

void ReadMember(const std::string& key, const json& value, unpod_task::v1::CreateTaskRequest* request,
                Problems* problems) {
  if (key == "pilot") return ReadText(value, key, request->mutable_pilot(), problems);
  if (key == "context") return ReadText(value, key, request->mutable_context(), problems);
  if (key == "space_token") return ReadText(value, key, request->mutable_space_token(), problems);
  if (key == "org_handle") return ReadText(value, key, request->mutable_org_handle(), problems);
  if (key == "request_id") return ReadRequestId(value, request, problems);
  if (key == "documents") return ReadDocuments(value, request, problems);
  if (key == "schedule") return ReadSchedule(value, request->mutable_schedule(), problems);
  if (key == "filters") {
    problems->push_back({key, "is never sent: Unpod would call every matching contact of the space"});
    return;
  }
  problems->push_back(
      {JoinPath("", key), "is not known here; a contact's own variables belong into its document"});
}

}  // namespace

void ReadBody(absl::string_view text, unpod_task::v1::CreateTaskRequest* request, Problems* problems) {
  std::optional<json> body = ParseStrict(text, problems);
  if (!body.has_value()) return;
  if (!body->is_object()) {
    problems->push_back({"", MustBe("an object", *body)});
    return;
  }
  for (const auto& [key, value] : body->items()) ReadMember(key, value, request, problems);
}

}  // namespace unpod::cli
