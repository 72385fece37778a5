// What unpod-taskd was told, checked.
#ifndef UNPOD_SERVER_APP_CONFIG_H_
#define UNPOD_SERVER_APP_CONFIG_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "server/app/flag_parser.h"
#include "server/app/ledger_url.h"
#include "server/flow/options.h"
#include "server/http/curl_transport.h"
#include "server/rpc/rpc_options.h"

namespace unpod::app {

struct Config {
  std::string listen;
  std::string port_file;
  std::string api_token_file;  // Its tokens are in `flow` already; empty: none.
  int max_message_bytes = 0;
  absl::Duration keepalive_min_interval;
  absl::Duration max_connection_idle;
  absl::Duration max_connection_age;
  absl::Duration drain_delay;
  absl::Duration drain_timeout;
  bool sandbox = false;
  uint16_t sandbox_port = 0;
  size_t loops = 1;
  std::string log_level;
  LedgerUrl ledger;
  std::string ledger_upstream;  // Whose requests the ledger holds; empty: those to the upstream.
  absl::Duration ledger_ttl;
  absl::Duration header_key_ttl;
  std::string ledger_backup;  // Empty: none.
  absl::Duration ledger_backup_interval;
  absl::Duration ledger_lease;
  rpc::RpcOptions rpc;
  flow::Options flow;  // flow.base_url is empty with `sandbox`: it is known once that has started.
  http::CurlOptions curl;
};

// From flags that ParseFlags has set, and UNPOD_API_TOKEN. Appends one line to `errors` for each mistake.
Config MakeConfig(const GetEnv& get_env, std::vector<std::string>& errors);

}  // namespace unpod::app

#endif  // UNPOD_SERVER_APP_CONFIG_H_
