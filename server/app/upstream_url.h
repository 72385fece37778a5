// Which addresses of an upstream and of a proxy are allowed. Pure.
#ifndef UNPOD_SERVER_APP_UPSTREAM_URL_H_
#define UNPOD_SERVER_APP_UPSTREAM_URL_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace unpod::app {

// "https://host[:port]", or "http://" to this machine only, since a token goes with each request. Returns it
// without a final slash; an error says what is wrong.
absl::StatusOr<std::string> ParseUpstream(absl::string_view text);

struct ProxyUrl {
  std::string url;  // "http://host:port"
  bool is_this_machine = false;
};

// "http://host:port", without user and password: they would stand in the process list. An error says what is
// wrong and repeats nothing.
absl::StatusOr<ProxyUrl> ParseProxy(absl::string_view text);

}  // namespace unpod::app

#endif  // UNPOD_SERVER_APP_UPSTREAM_URL_H_
