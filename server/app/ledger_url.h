// --ledger: which store, and where.
#ifndef UNPOD_SERVER_APP_LEDGER_URL_H_
#define UNPOD_SERVER_APP_LEDGER_URL_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "server/app/flag_parser.h"

namespace unpod::app {

struct LedgerUrl {
  enum class Kind { kMemory, kSqlite, kPostgres };
  Kind kind = Kind::kMemory;
  std::string location;  // SQLite: an absolute or relative path. PostgreSQL: the whole URL, which may hold a
                         // password.
};

absl::StatusOr<LedgerUrl> ParseLedgerUrl(absl::string_view text);

// "sqlite:…/ledger.db" in $STATE_DIRECTORY (systemd), else $XDG_STATE_HOME/unpod-taskd,
// ~/.local/state/unpod-taskd or, where there is no home, /var/lib/unpod-taskd.
std::string DefaultLedger(const GetEnv& get_env);

}  // namespace unpod::app

#endif  // UNPOD_SERVER_APP_LEDGER_URL_H_
