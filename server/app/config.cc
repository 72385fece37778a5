#include "server/app/config.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <limits>
#include <thread>

#include "absl/flags/flag.h"
#include "absl/flags/reflection.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "server/app/flags.h"
#include "server/app/ledger_url.h"
#include "server/app/token_file.h"
#include "server/app/upstream_url.h"
#include "server/base/log.h"
#include "server/domain/names.h"
#include "server/domain/phone_check.h"
#include "server/domain/phone_region.h"
#include "server/domain/validate.h"
#include "server/domain/validate_variables.h"
#include "server/http/ca_file.h"

namespace unpod::app {
namespace {

// A message may take so much more in memory than on the wire; contacts as people have them take about three
// times as much. With 4 MiB the process stays under 100 MB, whatever is in them.
constexpr size_t kMemoryPerByte = 8;

using Errors = std::vector<std::string>;

constexpr char kSandboxToken[] = "sandbox-token";

int64_t Between(absl::string_view name, int64_t value, int64_t low, int64_t high, Errors& errors) {
  if (value < low || value > high)
    errors.push_back(absl::StrCat("--", name, ": must be ", low, " to ", high));
  return std::clamp(value, low, high);
}

absl::Duration Between(absl::string_view name, absl::Duration value, absl::Duration low, absl::Duration high,
                       Errors& errors) {
  if (value < low || value > high) {
    errors.push_back(absl::StrCat("--", name, ": must be ", absl::FormatDuration(low), " to ",
                                  absl::FormatDuration(high)));
  }
  return std::clamp(value, low, high);
}

// gRPC itself takes a missing port for 443, and one that is too large modulo 65536.
bool IsListenAddress(const std::string& text) {
  if (absl::StartsWith(text, "unix:")) return text.size() > 5;
  const size_t colon = text.rfind(':');
  if (colon == std::string::npos || colon == 0) return false;
  const std::string host = text.substr(0, colon);
  if (host.find(':') != std::string::npos && (host.front() != '[' || host.back() != ']')) return false;
  int port = -1;
  const std::string digits = text.substr(colon + 1);
  return !digits.empty() && digits.size() <= 5 &&
         std::all_of(digits.begin(), digits.end(), [](unsigned char c) { return absl::ascii_isdigit(c); }) &&
         absl::SimpleAtoi(digits, &port) && port <= 65535;
}

bool WasSet(absl::string_view name) {
  const absl::CommandLineFlag& flag = *absl::FindCommandLineFlag(name);
  return flag.CurrentValue() != flag.DefaultValue();
}

std::vector<base::Secret> ReadServiceTokens(const GetEnv& get_env, Errors& errors) {
  const std::string path = absl::GetFlag(FLAGS_api_token_file);
  if (!path.empty()) {
    auto tokens = ReadTokens(path);
    if (tokens.ok()) return *std::move(tokens);
    errors.push_back(absl::StrCat("--api_token_file: ", tokens.status().message()));
    return {};
  }
  if (const char* text = get_env("UNPOD_API_TOKEN")) {
    auto token = ParseToken(text);
    if (token.ok()) return {*std::move(token)};
    errors.push_back(absl::StrCat("UNPOD_API_TOKEN: ", token.status().message()));
    return {};
  }
  if (absl::GetFlag(FLAGS_sandbox)) return {base::Secret(kSandboxToken)};
  return {};
}

std::string ReadUpstream(Errors& errors) {
  if (absl::GetFlag(FLAGS_sandbox)) {
    if (WasSet("upstream")) errors.push_back("--upstream: not together with --sandbox");
    return "";
  }
  auto url = ParseUpstream(absl::GetFlag(FLAGS_upstream));
  if (url.ok()) return *std::move(url);
  errors.push_back(absl::StrCat("--upstream: ", url.status().message()));
  return "";
}

void ReadPhoneRules(domain::ValidationRules& rules, Errors& errors) {
  constexpr absl::string_view kAbsent = "needs libphonenumber, which this program was built without";
  const std::string check = absl::GetFlag(FLAGS_phone_check);
  if (check == "possible") {
    rules.phone_check = domain::PhoneCheck::kPossible;
  } else if (check == "valid") {
    rules.phone_check = domain::PhoneCheck::kValid;
  } else if (check != "shape") {
    errors.push_back("--phone_check: must be shape, possible or valid");
  }
  if (rules.phone_check != domain::PhoneCheck::kShape && !domain::HasLibphonenumber()) {
    errors.push_back(absl::StrCat("--phone_check: ", check, " ", kAbsent, "; it knows shape only"));
  }
  rules.default_region = absl::GetFlag(FLAGS_default_region);
  if (rules.default_region.empty()) return;
  if (!domain::HasLibphonenumber()) {
    errors.push_back(absl::StrCat("--default_region: ", kAbsent));
  } else if (!domain::IsRegion(rules.default_region)) {
    errors.push_back("--default_region: must be a region of two capital letters, such as IN");
  }
}

domain::ValidationRules ReadValidation(Errors& errors) {
  domain::ValidationRules rules;
  rules.max_documents =
      static_cast<size_t>(Between("max_documents", absl::GetFlag(FLAGS_max_documents), 1, 20'000, errors));
  rules.require_contact_number = absl::GetFlag(FLAGS_require_contact_number);
  ReadPhoneRules(rules, errors);
  return rules;
}

flow::Options ReadFlow(const GetEnv& get_env, Errors& errors) {
  flow::Options options;
  options.base_url = ReadUpstream(errors);
  options.org_handle = absl::GetFlag(FLAGS_org_handle);
  const auto wrong = domain::CheckHandle("--org_handle", options.org_handle, domain::Presence::kOptional);
  if (wrong.has_value()) errors.push_back(absl::StrCat(wrong->field, ": ", wrong->description));
  options.service_token->Set(ReadServiceTokens(get_env, errors));
  options.validation = ReadValidation(errors);
  options.retry.max_attempts =
      static_cast<int>(Between("max_attempts", absl::GetFlag(FLAGS_max_attempts), 1, 100, errors));
  options.max_request_bytes = static_cast<size_t>(
      Between("max_request_bytes", absl::GetFlag(FLAGS_max_request_bytes), 1024, 1 << 30, errors));
  options.max_in_flight =
      static_cast<size_t>(Between("max_in_flight", absl::GetFlag(FLAGS_max_in_flight), 1, 1'000'000, errors));
  options.max_reads_in_flight = static_cast<size_t>(
      Between("max_reads_in_flight", absl::GetFlag(FLAGS_max_reads_in_flight), 1, 100'000, errors));
  options.attempt_timeout = Between("upstream_timeout", absl::GetFlag(FLAGS_upstream_timeout),
                                    absl::Milliseconds(100), absl::Hours(1), errors);
  options.min_time_left =
      absl::ToChronoNanoseconds(Between("min_time_left", absl::GetFlag(FLAGS_min_time_left),
                                        absl::Milliseconds(30), absl::Minutes(10), errors));
  return options;
}

bool IsMarkName(const std::string& name) {
  const bool has_form = name.size() <= 64 && std::all_of(name.begin(), name.end(), [](char c) {
                          return absl::ascii_islower(static_cast<unsigned char>(c)) ||
                                 absl::ascii_isdigit(static_cast<unsigned char>(c)) || c == '_';
                        });
  return has_form && !domain::IsReservedName(name);
}

// Plain http to this machine is private only if it does not go through another one.
std::string ReadProxy(Errors& errors) {
  const std::string text = absl::GetFlag(FLAGS_upstream_proxy);
  if (text.empty()) return "";
  if (absl::GetFlag(FLAGS_sandbox)) errors.push_back("--upstream_proxy: not together with --sandbox");
  auto proxy = ParseProxy(text);
  if (!proxy.ok()) {
    errors.push_back(absl::StrCat("--upstream_proxy: ", proxy.status().message()));
    return "";
  }
  const auto upstream = ParseUpstream(absl::GetFlag(FLAGS_upstream));
  if (upstream.ok() && absl::StartsWith(*upstream, "http://") && !proxy->is_this_machine) {
    errors.push_back("--upstream_proxy: on another machine only with an https upstream");
  }
  return proxy->url;
}

http::CurlOptions ReadCurl(Errors& errors) {
  http::CurlOptions options;
  options.connect_timeout = Between("connect_timeout", absl::GetFlag(FLAGS_connect_timeout),
                                    absl::Milliseconds(10), absl::Minutes(5), errors);
  options.max_idle = Between("upstream_max_idle", absl::GetFlag(FLAGS_upstream_max_idle), absl::Seconds(2),
                             absl::Hours(1), errors);
  options.max_lifetime = Between("upstream_max_lifetime", absl::GetFlag(FLAGS_upstream_max_lifetime),
                                 absl::Seconds(2), absl::Hours(24), errors);
  options.max_response_bytes = static_cast<size_t>(
      Between("max_response_bytes", absl::GetFlag(FLAGS_max_response_bytes), 1024, 1 << 30, errors));
  options.ca_file = absl::GetFlag(FLAGS_upstream_ca_file);
  if (!options.ca_file.empty()) {
    const absl::Status checked = http::CheckCaFile(options.ca_file);
    if (!checked.ok()) errors.push_back(absl::StrCat("--upstream_ca_file: ", checked.message()));
  }
  options.proxy = ReadProxy(errors);
  const std::string version = absl::GetFlag(FLAGS_upstream_http);
  if (version == "2") {
    options.version = http::HttpVersion::k2;
  } else if (version != "1.1") {
    errors.push_back("--upstream_http: must be 1.1 or 2");
  }
  return options;
}

base::Duration ReadDuration(absl::string_view name, absl::Duration value, absl::Duration low,
                            absl::Duration high, Errors& errors) {
  return absl::ToChronoNanoseconds(Between(name, value, low, high, errors));
}

void ReadLedger(const GetEnv& get_env, Config& config, Errors& errors) {
  std::string text = absl::GetFlag(FLAGS_ledger);
  if (text.empty()) text = config.sandbox ? "memory" : DefaultLedger(get_env);
  auto url = ParseLedgerUrl(text);
  if (url.ok()) {
    config.ledger = *std::move(url);
  } else {
    errors.push_back(absl::StrCat("--ledger: ", url.status().message()));
  }
  config.ledger_upstream = absl::GetFlag(FLAGS_ledger_upstream);
  config.ledger_ttl =
      Between("ledger_ttl", absl::GetFlag(FLAGS_ledger_ttl), absl::Minutes(1), absl::Hours(24 * 366), errors);
  config.header_key_ttl = Between("header_key_ttl", absl::GetFlag(FLAGS_header_key_ttl), absl::Minutes(1),
                                  absl::Hours(24 * 366), errors);
  config.ledger_backup = absl::GetFlag(FLAGS_ledger_backup);
  if (!config.ledger_backup.empty() && config.ledger.kind != LedgerUrl::Kind::kSqlite) {
    errors.push_back("--ledger_backup: only for a ledger in a file; PostgreSQL has its own ways");
  }
  if (!config.ledger_backup.empty() && config.ledger_backup == config.ledger.location) {
    errors.push_back("--ledger_backup: is the ledger itself");
  }
  config.ledger_backup_interval =
      Between("ledger_backup_interval", absl::GetFlag(FLAGS_ledger_backup_interval), absl::Seconds(1),
              absl::Hours(24 * 366), errors);
  config.ledger_lease =
      Between("ledger_lease", absl::GetFlag(FLAGS_ledger_lease), absl::Seconds(3), absl::Hours(1), errors);
  config.rpc.request_id_from_header = absl::GetFlag(FLAGS_request_id_from_header);
  config.rpc.require_request_id = absl::GetFlag(FLAGS_require_request_id);
  config.rpc.send_unnamed_repeats = absl::GetFlag(FLAGS_send_unnamed_repeats);
  flow::Options& flow = config.flow;
  flow.serve_without_ledger = !absl::GetFlag(FLAGS_ledger_required);
  flow.join_wait =
      ReadDuration("join_wait", absl::GetFlag(FLAGS_join_wait), absl::ZeroDuration(), absl::Hours(1), errors);
  flow::ReadBackOptions& read_back = flow.read_back;
  read_back.mark_name = flow.validation.mark_name = absl::GetFlag(FLAGS_mark_name);
  if (!read_back.mark_name.empty() && !IsMarkName(read_back.mark_name)) {
    errors.push_back("--mark_name: must be 1 to 64 characters of [a-z0-9_], and no name that Unpod knows");
  }
  read_back.settle_time = ReadDuration("readback_settle_time", absl::GetFlag(FLAGS_readback_settle_time),
                                       absl::Milliseconds(10), absl::Hours(1), errors);
  read_back.window = ReadDuration("readback_window", absl::GetFlag(FLAGS_readback_window),
                                  absl::ZeroDuration(), absl::Hours(24), errors);
  read_back.clock_skew = Between("readback_clock_skew", absl::GetFlag(FLAGS_readback_clock_skew),
                                 absl::ZeroDuration(), absl::Hours(24), errors);
}

size_t ReadLoops(Errors& errors) {
  const int64_t loops = Between("loops", absl::GetFlag(FLAGS_loops), 0, 256, errors);
  if (loops > 0) return static_cast<size_t>(loops);
  return std::max<size_t>(1, std::thread::hardware_concurrency() / 4);
}

}  // namespace

Config MakeConfig(const GetEnv& get_env, Errors& errors) {
  Config config;
  config.listen = absl::GetFlag(FLAGS_listen);
  if (!IsListenAddress(config.listen)) {
    errors.push_back(
        "--listen: must be an address and a port, such as 127.0.0.1:50051 or [::]:50051, or unix:PATH");
  }
  config.api_token_file = absl::GetFlag(FLAGS_api_token_file);
  config.port_file = absl::GetFlag(FLAGS_port_file);
  config.max_message_bytes =
      static_cast<int>(Between("max_message_bytes", absl::GetFlag(FLAGS_max_message_bytes), 1024,
                               std::numeric_limits<int>::max(), errors));
  config.rpc.max_message_weight = kMemoryPerByte * static_cast<size_t>(std::max(config.max_message_bytes, 0));
  config.rpc.max_metadata_bytes = static_cast<size_t>(
      Between("max_metadata_bytes", absl::GetFlag(FLAGS_max_metadata_bytes), 1024, 16 << 20, errors));
  config.keepalive_min_interval =
      Between("keepalive_min_interval", absl::GetFlag(FLAGS_keepalive_min_interval), absl::Milliseconds(1),
              absl::Hours(1), errors);
  config.max_connection_idle = Between("max_connection_idle", absl::GetFlag(FLAGS_max_connection_idle),
                                       absl::Seconds(1), absl::InfiniteDuration(), errors);
  config.max_connection_age = Between("max_connection_age", absl::GetFlag(FLAGS_max_connection_age),
                                      absl::Seconds(1), absl::InfiniteDuration(), errors);
  config.drain_delay = Between("drain_delay", absl::GetFlag(FLAGS_drain_delay), absl::ZeroDuration(),
                               absl::Minutes(10), errors);
  config.drain_timeout = Between("drain_timeout", absl::GetFlag(FLAGS_drain_timeout), absl::ZeroDuration(),
                                 absl::Hours(1), errors);
  config.sandbox = absl::GetFlag(FLAGS_sandbox);
  config.sandbox_port =
      static_cast<uint16_t>(Between("sandbox_port", absl::GetFlag(FLAGS_sandbox_port), 0, 65535, errors));
  config.loops = ReadLoops(errors);
  config.log_level = absl::GetFlag(FLAGS_log_level);
  if (!base::SetLogLevel(config.log_level)) {
    errors.push_back("--log_level: must be debug, info, warning, error or off");
  }
  config.flow = ReadFlow(get_env, errors);
  ReadLedger(get_env, config, errors);
  config.curl = ReadCurl(errors);
  return config;
}

}  // namespace unpod::app
