#include "server/app/upstream_url.h"

#include <arpa/inet.h>
#include <curl/curl.h>

#include <memory>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/strip.h"

namespace unpod::app {
namespace {

bool IsLoopback(const std::string& host) {
  if (absl::EqualsIgnoreCase(host, "localhost")) return true;
  in_addr v4{};
  if (inet_pton(AF_INET, host.c_str(), &v4) == 1) return (ntohl(v4.s_addr) >> 24) == 127;
  return host == "[::1]";
}

struct UrlDeleter {
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
};

std::string Part(CURLU* url, CURLUPart part) {
  char* text = nullptr;
  if (curl_url_get(url, part, &text, 0) != CURLUE_OK) return "";
  std::string result = text;
  curl_free(text);
  return result;
}

}  // namespace

absl::StatusOr<std::string> ParseUpstream(absl::string_view text) {
  const std::string copy(text);
  const std::unique_ptr<CURLU, UrlDeleter> url(curl_url());
  if (curl_url_set(url.get(), CURLUPART_URL, copy.c_str(), CURLU_NON_SUPPORT_SCHEME) != CURLUE_OK) {
    return absl::InvalidArgumentError("is no URL; give one such as https://unpod.ai");
  }
  const std::string scheme = Part(url.get(), CURLUPART_SCHEME);
  const std::string host = Part(url.get(), CURLUPART_HOST);
  if (scheme != "https" && scheme != "http") return absl::InvalidArgumentError("must begin with https://");
  if (scheme == "http" && !IsLoopback(host)) {
    return absl::InvalidArgumentError(
        "must be https: plain http is allowed to this machine only (127.0.0.1, localhost)");
  }
  const std::string path = Part(url.get(), CURLUPART_PATH);
  if (!Part(url.get(), CURLUPART_USER).empty() || !Part(url.get(), CURLUPART_QUERY).empty() ||
      !Part(url.get(), CURLUPART_FRAGMENT).empty() || (!path.empty() && path != "/")) {
    return absl::InvalidArgumentError("must be scheme, host and port only: no user, path, query or fragment");
  }
  const std::string port = Part(url.get(), CURLUPART_PORT);
  return scheme + "://" + host + (port.empty() ? "" : ":" + port);
}

}  // namespace unpod::app
