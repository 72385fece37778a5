// A task as the upstream takes it: POST /api/v2/platform/spaces/{space_token}/tasks/create/. Pure.
#ifndef UNPOD_SERVER_UNPOD_ENCODE_H_
#define UNPOD_SERVER_UNPOD_ENCODE_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "server/base/secret.h"
#include "server/domain/task.h"
#include "server/http/transfer.h"

namespace unpod::unpod {

// What each document of one request carries so that its task can be recognised in the upstream's lists: under
// `name` the text "<mark>-<index>". An empty name: nothing.
struct Mark {
  std::string name;
  std::string mark;
};

// For one part of a path.
std::string PercentEncode(absl::string_view text);

// "/api/v2/platform/spaces/<percent-encoded token>/".
std::string SpacePath(absl::string_view space_token);

// The headers of every request. `org_handle` may be empty (header left out).
std::vector<std::string> CommonHeaders(absl::string_view org_handle, const base::Secret& api_token);

// Another token in a request that has one.
void ReplaceToken(const base::Secret& api_token, http::Request& request);

// "/api/v2/platform/spaces/<percent-encoded token>/tasks/create/", with the final slash: without it the
// upstream redirects and the body is lost.
std::string CreateTaskPath(absl::string_view space_token);

// Of one document's JSON in the body, without its mark: exact, or one byte more.
size_t DocumentBytes(const domain::Document& document);

// The JSON body. Absent fields are left out: the upstream refuses null and blank ones. `task` has passed
// Validate.
std::string EncodeBody(const domain::Task& task, const Mark& mark = {});

// The whole request. `base_url` has no final slash ("https://unpod.ai"). `org_handle` may be empty (header
// left out).
http::Request EncodeRequest(absl::string_view base_url, const domain::Task& task,
                            absl::string_view org_handle, const base::Secret& api_token,
                            const Mark& mark = {});

}  // namespace unpod::unpod

#endif  // UNPOD_SERVER_UNPOD_ENCODE_H_
