#include "server/app/ledger_url.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

namespace unpod::app {
namespace {

std::string Variable(const GetEnv& get_env, const char* name) {
  const char* const value = get_env(name);
  return value == nullptr ? std::string() : std::string(value);
}

}  // namespace

absl::StatusOr<LedgerUrl> ParseLedgerUrl(absl::string_view text) {
  if (text == "memory") return LedgerUrl{LedgerUrl::Kind::kMemory, ""};
  absl::string_view path = text;
  if (absl::ConsumePrefix(&path, "sqlite:") && !path.empty()) {
    return LedgerUrl{LedgerUrl::Kind::kSqlite, std::string(path)};
  }
  if (absl::StartsWith(text, "postgres://") || absl::StartsWith(text, "postgresql://")) {
    return LedgerUrl{LedgerUrl::Kind::kPostgres, std::string(text)};
  }
  return absl::InvalidArgumentError("must be sqlite:PATH, postgres://HOST/DATABASE or memory");
}

std::string DefaultLedger(const GetEnv& get_env) {
  std::string folder = Variable(get_env, "STATE_DIRECTORY");
  folder = folder.substr(0, folder.find(':'));  // systemd may name several.
  if (folder.empty()) {
    const std::string state = Variable(get_env, "XDG_STATE_HOME");
    const std::string home = Variable(get_env, "HOME");
    if (absl::StartsWith(state, "/")) {
      folder = state + "/unpod-taskd";
    } else if (absl::StartsWith(home, "/") && home.size() > 1) {
      folder = home + "/.local/state/unpod-taskd";
    } else {
      folder = "/var/lib/unpod-taskd";
    }
  }
  return absl::StrCat("sqlite:", folder, "/ledger.db");
}

}  // namespace unpod::app
