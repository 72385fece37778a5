#include "server/app/flags.h"

#include "absl/flags/flag.h"

ABSL_FLAG(std::string, listen, "127.0.0.1:50051",
          "Address to serve gRPC on. Port 0 takes a free one. In a container: 0.0.0.0:50051");
ABSL_FLAG(std::string, port_file, "", "Write the port that is served to this file, once it is");
ABSL_FLAG(int64_t, max_message_bytes, 4 << 20, "Largest request message taken, in bytes");
ABSL_FLAG(
    int64_t, max_metadata_bytes, 64 << 10,
    "Largest metadata of one call taken, in bytes. A call over it is refused, and its connection goes on");
ABSL_FLAG(absl::Duration, keepalive_min_interval, absl::Seconds(10),
          "Clients that ping more often are disconnected");
ABSL_FLAG(absl::Duration, max_connection_idle, absl::Minutes(30),
          "Idle client connections are closed after this");
ABSL_FLAG(absl::Duration, max_connection_age, absl::InfiniteDuration(),
          "Client connections are asked to reconnect after this; spreads load over new replicas");
ABSL_FLAG(absl::Duration, drain_delay, absl::Seconds(2),
          "On SIGTERM, go on serving for this long as NOT_SERVING, until load balancers have noticed");
ABSL_FLAG(absl::Duration, drain_timeout, absl::Seconds(25),
          "On SIGTERM, wait for calls in flight for this long at most; with --drain_delay below the 30s that "
          "Kubernetes gives");

ABSL_FLAG(std::string, upstream, "https://unpod.ai",
          "Where Unpod is. https, or plain http to this machine only");
ABSL_FLAG(
    std::string, api_token_file, "",
    "File with the service's own Unpod API token, for callers that bring none. Read anew when it changes; "
    "a second line may hold the token that it takes over from, or is to. Or set UNPOD_API_TOKEN");
ABSL_FLAG(std::string, org_handle, "", "Org-Handle for requests that name none, such as unpod.tv");
ABSL_FLAG(bool, sandbox, false,
          "Start the stand-in for Unpod inside this process and use it as the upstream: nobody is called");
ABSL_FLAG(int64_t, sandbox_port, 0, "Port of the stand-in on 127.0.0.1. 0 takes a free one");
ABSL_FLAG(std::string, upstream_http, "1.1", "HTTP version: 1.1, or 2 where the upstream offers it");
ABSL_FLAG(std::string, upstream_ca_file, "", "PEM file of certificate authorities. Empty: the system's");
ABSL_FLAG(absl::Duration, connect_timeout, absl::Seconds(5), "For name resolution, TCP and TLS together");
ABSL_FLAG(absl::Duration, upstream_timeout, absl::Seconds(60),
          "For one attempt. It goes on for this long even when its caller has left");
ABSL_FLAG(
    absl::Duration, upstream_max_idle, absl::Seconds(4),
    "Connections idle for longer are not used again. At least 2s; below the upstream's own limit of 5s");
ABSL_FLAG(absl::Duration, upstream_max_lifetime, absl::Minutes(5),
          "Connections made longer ago are not used again, so that a name that moves is followed");
ABSL_FLAG(std::string, upstream_proxy, "",
          "HTTP proxy to reach the upstream through, by CONNECT: http://host:port. HTTPS_PROXY is not read");
ABSL_FLAG(int64_t, max_attempts, 4,
          "Attempts in all, where certainly nothing was executed: no connection, or 429. 1 never retries");
ABSL_FLAG(int64_t, max_request_bytes, 900 * 1024, "Largest JSON body sent, in bytes");
ABSL_FLAG(int64_t, max_response_bytes, 1 << 20, "Largest answer read, in bytes");

ABSL_FLAG(int64_t, max_documents, 100, "Documents in one request at most");
ABSL_FLAG(bool, require_contact_number, true,
          "Refuse documents without contact_number. Off for spaces that do not call");
ABSL_FLAG(std::string, phone_check, "shape",
          "shape: 4 to 15 digits and separators; possible, valid: ask libphonenumber");
ABSL_FLAG(std::string, default_region, "",
          "For numbers without country code with possible and valid: two letters, such as IN");
ABSL_FLAG(int64_t, max_in_flight, 10000, "Calls under way at most; more are refused with RESOURCE_EXHAUSTED");
ABSL_FLAG(int64_t, max_reads_in_flight, 64,
          "Reads (lists, GetTask, …) under way at most: each may hold megabytes");
ABSL_FLAG(absl::Duration, min_time_left, absl::Milliseconds(100),
          "Calls whose deadline is nearer than this are refused before anything is sent");

ABSL_FLAG(std::string, ledger, "",
          "Where requests with a request_id are remembered: sqlite:PATH, postgres://HOST/DATABASE or memory. "
          "Empty: sqlite in the state directory, memory with --sandbox");
ABSL_FLAG(bool, ledger_required, true,
          "Refuse all calls while the ledger cannot be written. false: only those with a request_id");
ABSL_FLAG(
    std::string, ledger_upstream, "",
    "The upstream whose requests the ledger holds: a ledger serves one only. Empty: --upstream. Name the "
    "earlier one when the same Unpod has got another address");
ABSL_FLAG(absl::Duration, ledger_ttl, absl::Hours(7 * 24),
          "Settled requests are forgotten this long after they were claimed. Unknown ones never are");
ABSL_FLAG(absl::Duration, header_key_ttl, absl::Hours(1),
          "The same for requests whose key was a header, and --ledger_ttl at most");
ABSL_FLAG(
    std::string, ledger_backup, "",
    "SQLite: copy the ledger to this file while it serves, at the start and then again and again. Empty: no");
ABSL_FLAG(absl::Duration, ledger_backup_interval, absl::Hours(1), "Between two such copies");
ABSL_FLAG(absl::Duration, ledger_lease, absl::Seconds(15),
          "PostgreSQL: a replica that has not been heard of for this long is gone");
ABSL_FLAG(absl::Duration, join_wait, absl::Seconds(30),
          "A repeat of a request that another replica is sending waits for this long at most");
ABSL_FLAG(bool, request_id_from_header, true,
          "Requests without a request_id are remembered under the metadata x-request-id and their contents, "
          "so that a "
          "mesh's retry calls nobody twice");
ABSL_FLAG(bool, require_request_id, false,
          "Refuse CreateTask calls that have neither request_id nor such metadata");
ABSL_FLAG(
    bool, send_unnamed_repeats, false,
    "Send CreateTask calls that have neither, and say that they are a repeat (grpc-previous-rpc-attempts, "
    "x-envoy-attempt-count). They are answered as unknown otherwise: the first attempt may have called");
ABSL_FLAG(std::string, mark_name, "client_request_id",
          "Documents of requests with a request_id carry a mark under this name, to be found again. "
          "The agent's prompt shows it. Empty: no marks, and unknown outcomes stay unknown");
ABSL_FLAG(absl::Duration, readback_settle_time, absl::Seconds(2),
          "An unknown outcome is first looked for in Unpod's lists after this long");
ABSL_FLAG(absl::Duration, readback_window, absl::Minutes(10),
          "It is looked for until this long after; then it stays unknown, with the reason NOT_FOUND_YET");
ABSL_FLAG(absl::Duration, readback_clock_skew, absl::Minutes(5),
          "The upstream's clock and the ledger's differ by this much at most");

ABSL_FLAG(int64_t, loops, 0, "Threads that talk to the upstream. 0: one for every four processors");
ABSL_FLAG(std::string, log_level, "info", "debug, info, warning, error or off");
ABSL_FLAG(
    bool, core_dumps, false,
    "Allow core dumps and debuggers of the same user. A dump holds the API token and what callers have sent");

namespace unpod::app {

const std::vector<FlagGroup>& TaskdFlags() {
  static const auto* const groups = new std::vector<FlagGroup>{
      {"Serving",
       {"listen", "port_file", "max_message_bytes", "max_metadata_bytes", "keepalive_min_interval",
        "max_connection_idle", "max_connection_age", "drain_delay", "drain_timeout"}},
      {"Upstream",
       {"upstream", "api_token_file", "org_handle", "sandbox", "sandbox_port", "upstream_http",
        "upstream_ca_file", "connect_timeout", "upstream_timeout", "upstream_max_idle",
        "upstream_max_lifetime", "upstream_proxy", "max_attempts", "max_request_bytes",
        "max_response_bytes"}},
      {"Requests",
       {"max_documents", "require_contact_number", "phone_check", "default_region", "max_in_flight",
        "max_reads_in_flight", "min_time_left"}},
      {"Ledger",
       {"ledger", "ledger_required", "ledger_upstream", "ledger_ttl", "header_key_ttl", "ledger_backup",
        "ledger_backup_interval", "ledger_lease", "join_wait", "request_id_from_header", "require_request_id",
        "send_unnamed_repeats", "mark_name", "readback_settle_time", "readback_window",
        "readback_clock_skew"}},
      {"Process", {"loops", "log_level", "core_dumps"}},
  };
  return *groups;
}

}  // namespace unpod::app
