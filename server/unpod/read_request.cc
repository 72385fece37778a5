#include "server/unpod/read_request.h"

#include "absl/strings/str_cat.h"
#include "server/unpod/encode.h"

namespace unpod::unpod {
namespace {

std::string PathOf(const ReadTarget& target) {
  using Kind = ReadTarget::Kind;
  switch (target.kind) {
    case Kind::kRuns:
      return SpacePath(target.space_token) + "runs/";
    case Kind::kRunTasks:
      return absl::StrCat(SpacePath(target.space_token), "runs/", PercentEncode(target.run_id), "/tasks/");
    case Kind::kSpaceTasks:
      return SpacePath(target.space_token) + "tasks/";
    case Kind::kAgentTasks:
      return absl::StrCat("/api/v2/platform/agents/", PercentEncode(target.agent_handle), "/tasks/");
    case Kind::kAgents:
      return "/api/v2/platform/agents/";
    case Kind::kSpaces:
      return "/api/v2/platform/spaces/";
    case Kind::kSpace:
      break;
  }
  return SpacePath(target.space_token);
}

}  // namespace

bool HasPages(ReadTarget::Kind kind) {
  using Kind = ReadTarget::Kind;
  return kind == Kind::kRuns || kind == Kind::kRunTasks || kind == Kind::kSpaceTasks ||
         kind == Kind::kAgentTasks;
}

// Always with page and page_size: the defaults of documentation and backend differ.
http::Request EncodeRead(absl::string_view base_url, const ReadTarget& target, int page, int page_size,
                         absl::string_view org_handle, const base::Secret& api_token) {
  http::Request request;
  request.method = http::Method::kGet;
  request.url = absl::StrCat(base_url, PathOf(target));
  if (HasPages(target.kind)) absl::StrAppend(&request.url, "?page=", page, "&page_size=", page_size);
  request.headers = CommonHeaders(org_handle, api_token);
  return request;
}

}  // namespace unpod::unpod
