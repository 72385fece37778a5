#ifndef UNPOD_SANDBOX_REQUEST_H_
#define UNPOD_SANDBOX_REQUEST_H_

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"

namespace unpod::sandbox {

// An HTTP request, read whole.
struct Request {
  std::string method = {};
  std::string path = {};                                          // percent-decoded
  std::string query = {};                                         // as it came, without '?'
  std::vector<std::pair<std::string, std::string>> headers = {};  // names in lower case
  std::string body = {};
};

// Takes the request line's target apart.
void SetTarget(absl::string_view target, Request& request);

// `name` in lower case. The first one, if there are several.
std::optional<absl::string_view> Header(const Request& request, absl::string_view name);

// The value of a query parameter, percent-decoded. The first one, if there are several.
std::optional<std::string> Parameter(const Request& request, absl::string_view name);

}  // namespace unpod::sandbox

#endif  // UNPOD_SANDBOX_REQUEST_H_
