#include "client/address.h"

#include <arpa/inet.h>

#include <string>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/strip.h"

namespace unpod::client {
namespace {

bool IsUnix(absl::string_view address) {
  return absl::StartsWith(address, "unix:") || absl::StartsWith(address, "unix-abstract:");
}

// {host, port}; the brackets of an IPv6 host are kept. Both empty when there is no port.
std::pair<absl::string_view, absl::string_view> Split(absl::string_view address) {
  if (absl::ConsumePrefix(&address, "dns://")) {
    size_t slash = address.find('/');  // After the (mostly empty) name of the DNS server.
    if (slash == absl::string_view::npos) return {};
    address.remove_prefix(slash + 1);
  } else if (!absl::ConsumePrefix(&address, "dns:") && !absl::ConsumePrefix(&address, "ipv4:")) {
    absl::ConsumePrefix(&address, "ipv6:");
  }
  size_t colon = address.rfind(':');
  if (colon == absl::string_view::npos) return {};
  return {address.substr(0, colon), address.substr(colon + 1)};
}

// All four parts are there: what is shorter, or has a number over 255, may be looked up as a name.
bool IsDottedLoopback(absl::string_view host) {
  in_addr address{};
  return inet_pton(AF_INET, std::string(host).c_str(), &address) == 1 && ntohl(address.s_addr) >> 24 == 127;
}

// "dns://SERVER/NAME": that server may say anything about a name, also about "localhost".
bool NamesItsOwnServer(absl::string_view address) {
  return absl::ConsumePrefix(&address, "dns://") && !absl::StartsWith(address, "/");
}

}  // namespace

bool IsAddress(absl::string_view address) {
  if (IsUnix(address)) return address.size() > address.find(':') + 1;
  auto [host, port] = Split(address);
  bool bracketed = absl::StartsWith(host, "[") && absl::EndsWith(host, "]");
  bool bad_host = host.empty() || host.find_first_of(" /,\t\r\n") != absl::string_view::npos ||
                  (host.find(':') != absl::string_view::npos && !bracketed);
  int number = 0;
  return !bad_host && absl::SimpleAtoi(port, &number) && number > 0 && number <= 65535;
}

bool IsLocal(absl::string_view address) {
  if (IsUnix(address)) return true;
  if (NamesItsOwnServer(address)) return false;
  absl::string_view host = Split(address).first;
  return host == "localhost" || host == "[::1]" || IsDottedLoopback(host);
}

}  // namespace unpod::client
