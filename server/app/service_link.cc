#include "server/app/service_link.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/strip.h"

namespace unpod::app {
namespace {

bool IsNumber(absl::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return absl::ascii_isdigit(static_cast<unsigned char>(c));
  });
}

bool IsIpAddress(absl::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return absl::ascii_isxdigit(static_cast<unsigned char>(c)) || c == '.' || c == ':';
  });
}

bool IsProtocol(absl::string_view text) {
  return text == "tcp" || text == "udp" || text == "sctp";
}

// tcp://10.0.0.1:80
bool IsEndpoint(absl::string_view text) {
  const size_t colon = text.find("://");
  return colon != absl::string_view::npos && IsProtocol(text.substr(0, colon)) && text.size() > colon + 3;
}

// Of 80_TCP_ADDR, which stands behind X_PORT_.
bool IsOfOnePort(absl::string_view name, absl::string_view value) {
  const absl::string_view number = name.substr(0, name.find('_'));
  if (!IsNumber(number)) return false;
  name.remove_prefix(number.size());
  if (!absl::ConsumePrefix(&name, "_TCP") && !absl::ConsumePrefix(&name, "_UDP") &&
      !absl::ConsumePrefix(&name, "_SCTP")) {
    return false;
  }
  if (name.empty()) return IsEndpoint(value);
  if (name == "_PROTO") return IsProtocol(value);
  if (name == "_PORT") return IsNumber(value);
  return name == "_ADDR" && IsIpAddress(value);
}

}  // namespace

bool IsServiceLink(absl::string_view name, absl::string_view value) {
  if (absl::EndsWith(name, "_SERVICE_HOST")) return IsIpAddress(value);
  if (absl::EndsWith(name, "_SERVICE_PORT") || absl::StrContains(name, "_SERVICE_PORT_"))
    return IsNumber(value);
  if (absl::EndsWith(name, "_PORT") && IsEndpoint(value)) return true;
  for (size_t at = name.find("_PORT_"); at != absl::string_view::npos; at = name.find("_PORT_", at + 1)) {
    if (IsOfOnePort(name.substr(at + 6), value)) return true;
  }
  if (absl::EndsWith(name, "_NAME"))
    return absl::StartsWith(value, "/") && absl::StrContains(value.substr(1), "/");
  return absl::StrContains(name, "_ENV_");
}

}  // namespace unpod::app
