#include "server/app/upstream_url.h"

#include <arpa/inet.h>
#include <curl/curl.h>

#include <algorithm>
#include <initializer_list>
#include <memory>
#include <utility>

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

using Url = std::unique_ptr<CURLU, UrlDeleter>;

// Null if it is no URL.
Url Parse(absl::string_view text) {
  const std::string copy(text);
  Url url(curl_url());
  const bool ok = curl_url_set(url.get(), CURLUPART_URL, copy.c_str(), CURLU_NON_SUPPORT_SCHEME) == CURLUE_OK;
  return ok ? std::move(url) : nullptr;
}

bool HasAny(CURLU* url, std::initializer_list<CURLUPart> parts) {
  return std::any_of(parts.begin(), parts.end(), [url](CURLUPart part) { return !Part(url, part).empty(); });
}

bool HasMoreThanAuthority(CURLU* url) {
  const std::string path = Part(url, CURLUPART_PATH);
  return HasAny(url, {CURLUPART_USER, CURLUPART_PASSWORD, CURLUPART_QUERY, CURLUPART_FRAGMENT}) ||
         (!path.empty() && path != "/");
}

}  // namespace

absl::StatusOr<std::string> ParseUpstream(absl::string_view text) {
  const Url url = Parse(text);
  if (url == nullptr) return absl::InvalidArgumentError("is no URL; give one such as https://unpod.ai");
  const std::string scheme = Part(url.get(), CURLUPART_SCHEME);
  const std::string host = Part(url.get(), CURLUPART_HOST);
  if (scheme != "https" && scheme != "http") return absl::InvalidArgumentError("must begin with https://");
  if (scheme == "http" && !IsLoopback(host)) {
    return absl::InvalidArgumentError(
        "must be https: plain http is allowed to this machine only (127.0.0.1, localhost)");
  }
  if (HasMoreThanAuthority(url.get())) {
    return absl::InvalidArgumentError("must be scheme, host and port only: no user, path, query or fragment");
  }
  // A zone would be left out of the host below, and libcurl has decoded what is escaped: "%32" is "2" by now,
  // which it would read as 0.0.0.2 the next time.
  if (absl::StrContains(text, '%')) {
    return absl::InvalidArgumentError("must name its host as it is, without '%'");
  }
  const std::string port = Part(url.get(), CURLUPART_PORT);
  if (port == "0") return absl::InvalidArgumentError("must have a port from 1 to 65535");
  return scheme + "://" + host + (port.empty() ? "" : ":" + port);
}

absl::StatusOr<ProxyUrl> ParseProxy(absl::string_view text) {
  const Url url = Parse(text);
  if (url == nullptr || Part(url.get(), CURLUPART_SCHEME) != "http") {
    return absl::InvalidArgumentError("must be http://host:port");
  }
  if (HasMoreThanAuthority(url.get())) {
    return absl::InvalidArgumentError("must be http://host:port only: no user, password, path or query");
  }
  const std::string host = Part(url.get(), CURLUPART_HOST);
  const std::string port = Part(url.get(), CURLUPART_PORT);
  if (port.empty()) return absl::InvalidArgumentError("must name the port: http://host:port");
  return ProxyUrl{"http://" + host + ":" + port, IsLoopback(host)};
}

}  // namespace unpod::app
