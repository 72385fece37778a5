// The command line of unpod-taskd. Each flag --x is also the environment variable UNPOD_TASKD_X.
#ifndef UNPOD_SERVER_APP_FLAGS_H_
#define UNPOD_SERVER_APP_FLAGS_H_

#include <string>
#include <vector>

#include "absl/flags/declare.h"
#include "absl/time/time.h"
#include "server/app/flag_parser.h"

ABSL_DECLARE_FLAG(std::string, listen);
ABSL_DECLARE_FLAG(std::string, port_file);
ABSL_DECLARE_FLAG(int64_t, max_message_bytes);
ABSL_DECLARE_FLAG(int64_t, max_metadata_bytes);
ABSL_DECLARE_FLAG(absl::Duration, keepalive_min_interval);
ABSL_DECLARE_FLAG(absl::Duration, max_connection_idle);
ABSL_DECLARE_FLAG(absl::Duration, max_connection_age);
ABSL_DECLARE_FLAG(absl::Duration, drain_delay);
ABSL_DECLARE_FLAG(absl::Duration, drain_timeout);

ABSL_DECLARE_FLAG(std::string, upstream);
ABSL_DECLARE_FLAG(std::string, api_token_file);
ABSL_DECLARE_FLAG(std::string, org_handle);
ABSL_DECLARE_FLAG(bool, sandbox);
ABSL_DECLARE_FLAG(int64_t, sandbox_port);
ABSL_DECLARE_FLAG(std::string, upstream_http);
ABSL_DECLARE_FLAG(std::string, upstream_ca_file);
ABSL_DECLARE_FLAG(absl::Duration, connect_timeout);
ABSL_DECLARE_FLAG(absl::Duration, upstream_timeout);
ABSL_DECLARE_FLAG(absl::Duration, upstream_max_idle);
ABSL_DECLARE_FLAG(absl::Duration, upstream_max_lifetime);
ABSL_DECLARE_FLAG(std::string, upstream_proxy);
ABSL_DECLARE_FLAG(int64_t, max_attempts);
ABSL_DECLARE_FLAG(int64_t, max_request_bytes);
ABSL_DECLARE_FLAG(int64_t, max_response_bytes);

ABSL_DECLARE_FLAG(int64_t, max_documents);
ABSL_DECLARE_FLAG(bool, require_contact_number);
ABSL_DECLARE_FLAG(std::string, phone_check);
ABSL_DECLARE_FLAG(std::string, default_region);
ABSL_DECLARE_FLAG(int64_t, max_in_flight);
ABSL_DECLARE_FLAG(int64_t, max_reads_in_flight);
ABSL_DECLARE_FLAG(absl::Duration, min_time_left);

ABSL_DECLARE_FLAG(std::string, ledger);
ABSL_DECLARE_FLAG(bool, ledger_required);
ABSL_DECLARE_FLAG(std::string, ledger_upstream);
ABSL_DECLARE_FLAG(absl::Duration, ledger_ttl);
ABSL_DECLARE_FLAG(absl::Duration, header_key_ttl);
ABSL_DECLARE_FLAG(std::string, ledger_backup);
ABSL_DECLARE_FLAG(absl::Duration, ledger_backup_interval);
ABSL_DECLARE_FLAG(absl::Duration, ledger_lease);
ABSL_DECLARE_FLAG(absl::Duration, join_wait);
ABSL_DECLARE_FLAG(bool, request_id_from_header);
ABSL_DECLARE_FLAG(bool, require_request_id);
ABSL_DECLARE_FLAG(bool, send_unnamed_repeats);
ABSL_DECLARE_FLAG(std::string, mark_name);
ABSL_DECLARE_FLAG(absl::Duration, readback_settle_time);
ABSL_DECLARE_FLAG(absl::Duration, readback_window);
ABSL_DECLARE_FLAG(absl::Duration, readback_clock_skew);

ABSL_DECLARE_FLAG(int64_t, loops);
ABSL_DECLARE_FLAG(std::string, log_level);
ABSL_DECLARE_FLAG(bool, core_dumps);

namespace unpod::app {

// All of the above, in the order and under the headings of --help.
const std::vector<FlagGroup>& TaskdFlags();

}  // namespace unpod::app

#endif  // UNPOD_SERVER_APP_FLAGS_H_
