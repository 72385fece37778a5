// A task as the upstream takes it: POST /api/v2/platform/spaces/{space_token}/tasks/create/. Pure.
#ifndef UNPOD_SERVER_UNPOD_ENCODE_H_
#define UNPOD_SERVER_UNPOD_ENCODE_H_

#include <string>

#include "absl/strings/string_view.h"
#include "server/base/secret.h"
#include "server/domain/task.h"
#include "server/http/transfer.h"

namespace unpod::unpod {

// "/api/v2/platform/spaces/<percent-encoded token>/tasks/create/", with the final slash: without it the
// upstream redirects and the body is lost.
std::string CreateTaskPath(absl::string_view space_token);

// The JSON body. Absent fields are left out: the upstream refuses null and blank ones. `task` has passed
// Validate.
std::string EncodeBody(const domain::Task& task);

// The whole request. `base_url` has no final slash ("https://unpod.ai"). `org_handle` may be empty (header
// left out).
http::Request EncodeRequest(absl::string_view base_url, const domain::Task& task,
                            absl::string_view org_handle, const base::Secret& api_token);

}  // namespace unpod::unpod

#endif  // UNPOD_SERVER_UNPOD_ENCODE_H_
