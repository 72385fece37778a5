// Addresses that an operator or a user gives: the upstream's, the ledger's, the service's.
#include <arpa/inet.h>

#include <algorithm>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "client/address.h"
#include "server/app/ledger_url.h"
#include "server/app/upstream_url.h"
#include "server/ledger/postgres_url.h"
#include "tests/fuzz/fuzz.h"

namespace unpod::fuzz {
namespace {

bool IsThisMachine(const std::string& host) {
  in_addr address{};
  if (inet_pton(AF_INET, host.c_str(), &address) == 1) return ntohl(address.s_addr) >> 24 == 127;
  return absl::EqualsIgnoreCase(host, "localhost") || host == "[::1]";
}

// A token goes with each request.
void CheckUpstream(const std::string& text) {
  const absl::StatusOr<std::string> url = app::ParseUpstream(text);
  if (!url.ok()) return Require(IsPlain(url.status().message()), "an error text is plain ASCII");
  absl::string_view rest = *url;
  const bool is_encrypted = absl::ConsumePrefix(&rest, "https://");
  Require(is_encrypted || absl::ConsumePrefix(&rest, "http://"), "the scheme is one of two");
  Require(!rest.empty() && rest.find_first_of("/?#@\\% \t") == absl::string_view::npos,
          "there is a host, and nothing but a port after it");
  const size_t colon = rest.rfind(':');
  const size_t bracket = rest.rfind(']');
  const bool has_port =
      colon != absl::string_view::npos && (bracket == absl::string_view::npos || colon > bracket);
  const std::string host(has_port ? rest.substr(0, colon) : rest);
  Require(is_encrypted || IsThisMachine(host), "in the clear only to this machine");
  Require(!has_port || rest.substr(colon) != ":0", "a port is not zero");
  const absl::StatusOr<std::string> again = app::ParseUpstream(*url);
  Require(again.ok() && *again == *url, "the address reads the same again");
}

void CheckLedger(const std::string& text) {
  const absl::StatusOr<app::LedgerUrl> url = app::ParseLedgerUrl(text);
  if (!url.ok()) return Require(IsPlain(url.status().message()), "an error text is plain ASCII");
  const bool has_place = url->kind != app::LedgerUrl::Kind::kMemory;
  Require(url->location.empty() != has_place, "a ledger on disk or on a server has a place");
  Require(absl::EndsWith(text, url->location), "the place is the one that was given");
}

void CheckPostgres(const std::string& text) {
  const ledger::PostgresUrl url(text);
  if (!url.status().ok()) {
    Require(IsPlain(url.status().message()), "an error text quotes nothing");
    return;
  }
  std::string password;
  std::string others;
  for (const auto& [keyword, value] : url.Parameters()) {
    (keyword == "password" ? password : others).append(value);
  }
  const std::string scrubbed = url.Scrub(absl::StrCat("no connection to\r\n\"", text, "\": ", password));
  Require(
      std::none_of(scrubbed.begin(), scrubbed.end(), [](unsigned char c) { return absl::ascii_iscntrl(c); }),
      "a message is one line");
  // A short one may be part of something else that is said.
  constexpr size_t kTelling = 6;
  const auto is_telling = [](unsigned char c) { return absl::ascii_isalnum(c); };
  if (password.size() < kTelling || !std::all_of(password.begin(), password.end(), is_telling)) return;
  if (absl::StrContains("no connection to postgres://", password)) return;
  Require(!absl::StrContains(scrubbed, password), "a message never holds the password");
  Require(!absl::StrContains(url.name(), password) || absl::StrContains(others, password),
          "a name never holds the password");
}

void CheckService(const std::string& text) {
  if (!client::IsAddress(text) || !client::IsLocal(text)) return;
  if (absl::StartsWith(text, "unix:") || absl::StartsWith(text, "unix-abstract:")) return;
  absl::string_view host(text);
  host = host.substr(0, host.rfind(':'));
  for (const char* scheme : {"dns:///", "dns:", "ipv4:", "ipv6:"}) {
    if (absl::ConsumePrefix(&host, scheme)) break;
  }
  Require(IsThisMachine(std::string(host)), "a token goes in the clear to this machine only");
}

}  // namespace
}  // namespace unpod::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string text = unpod::fuzz::TextOf(data, size);
  if (text.find('\0') != std::string::npos) return 0;  // Neither an argument nor a variable can hold one.
  unpod::fuzz::CheckUpstream(text);
  unpod::fuzz::CheckLedger(text);
  unpod::fuzz::CheckPostgres(text);
  unpod::fuzz::CheckService(text);
  return 0;
}
