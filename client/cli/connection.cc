#include "client/cli/connection.h"

#include <optional>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "client/cli/input.h"

namespace unpod::cli {
namespace {

constexpr size_t kMaxTokenFileBytes = 4096;

// TaskClient names its options; a user knows flags.
Problem ProblemFrom(const absl::Status& status) {
  std::pair<absl::string_view, absl::string_view> parts =
      absl::StrSplit(status.message(), absl::MaxSplits(": ", 1));
  if (parts.first == "address") {
    return {absl::StrCat("--address or ", kAddressVariable), std::string(parts.second)};
  }
  if (parts.first != "api_token") return {absl::StrCat("--", parts.first), std::string(parts.second)};
  std::string what(parts.second);
  if (absl::StrContains(what, "TLS")) absl::StrAppend(&what, " (use --tls, or --allow_token_without_tls)");
  return {absl::StrCat("--api_token_file or ", kTokenVariable), what};
}

}  // namespace

std::vector<FlagSpec> ConnectionFlags() {
  return {
      {"Connection", "address", FlagKind::kValue, "HOST:PORT",
       "The service. Default: $UNPOD_TASK_ADDRESS, else 127.0.0.1:50051."},
      {"Connection", "tls", FlagKind::kSwitch, "", "Use TLS and trust the system's authorities."},
      {"Connection", "ca_file", FlagKind::kValue, "FILE",
       "Use TLS and trust the authorities in this PEM file."},
  };
}

std::vector<FlagSpec> TokenFlags() {
  return {
      {"Connection", "api_token_file", FlagKind::kValue, "FILE",
       "Your own Unpod API token. Default: $UNPOD_API_TOKEN, else the service uses its own."},
      {"Connection", "allow_token_without_tls", FlagKind::kSwitch, "",
       "Send the token to another machine even without TLS."},
  };
}

std::string AddressOf(const Flags& flags, const Environment& environment) {
  if (flags.Has("address")) return flags.Get("address");
  std::string address = environment.variable(std::string(kAddressVariable));
  return address.empty() ? std::string(kDefaultAddress) : address;
}

absl::Duration DurationFlag(const Flags& flags, absl::string_view name, absl::Duration otherwise,
                            Problems* problems) {
  if (!flags.Has(name)) return otherwise;
  std::string text = flags.Get(name);
  absl::Duration duration;
  double seconds = 0;
  bool parsed = absl::SimpleAtod(text, &seconds);
  if (parsed) duration = absl::Seconds(seconds);
  parsed = parsed || absl::ParseDuration(text, &duration);
  if (!parsed || !(duration >= absl::Milliseconds(1)) || duration > absl::Hours(24)) {
    problems->push_back({absl::StrCat("--", name), "must be a time such as 30s or 1m30s, at most 24h"});
    return otherwise;
  }
  return duration;
}

client::Options OptionsFrom(const Flags& flags, const Environment& environment) {
  client::Options options;
  options.address = AddressOf(flags, environment);
  options.tls = flags.Has("tls");
  options.ca_file = flags.Get("ca_file");
  return options;
}

void ReadToken(const Flags& flags, const Environment& environment, client::Options* options,
               Problems* problems) {
  options->allow_token_without_tls = flags.Has("allow_token_without_tls");
  std::optional<std::string> text = environment.variable(std::string(kTokenVariable));
  if (flags.Has("api_token_file")) {
    text = ReadInput(flags.Get("api_token_file"), *environment.in, kMaxTokenFileBytes, "--api_token_file",
                     problems);
    if (!text.has_value()) return;
    if (absl::StripAsciiWhitespace(*text).empty()) problems->push_back({"--api_token_file", "is empty"});
  }
  options->api_token = std::string(absl::StripAsciiWhitespace(*text));
}

std::unique_ptr<client::TaskClient> MakeClient(const client::Options& options, Problems* problems) {
  auto client = client::TaskClient::Make(options);
  if (client.ok()) return *std::move(client);
  problems->push_back(ProblemFrom(client.status()));
  return nullptr;
}

}  // namespace unpod::cli
