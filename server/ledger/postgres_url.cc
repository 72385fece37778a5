#include "server/ledger/postgres_url.h"

#include <libpq-fe.h>

#include <algorithm>
#include <memory>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"

namespace unpod::ledger {
namespace {

// libpq's own waits are without end. A host that is gone is noticed within about 20 s by the kernel, too,
// where nobody waits for it. Of several hosts the one that takes writes is meant.
constexpr std::pair<const char*, const char*> kDefaults[] = {
    {"connect_timeout", "5"},    {"application_name", "unpod-taskd"},
    {"keepalives_idle", "10"},   {"keepalives_interval", "3"},
    {"keepalives_count", "3"},   {"tcp_user_timeout", "10000"},
    {"client_encoding", "UTF8"}, {"target_session_attrs", "read-write"},
};

}  // namespace

PostgresUrl::PostgresUrl(const std::string& url) {
  // libpq's error text quotes the URL, and so maybe the password: it is not for the log.
  char* error = nullptr;
  const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> options(
      PQconninfoParse(url.c_str(), &error), &PQconninfoFree);
  PQfreemem(error);
  const bool is_url = absl::StartsWith(url, "postgres://") || absl::StartsWith(url, "postgresql://");
  if (options == nullptr || !is_url) {
    status_ = absl::FailedPreconditionError(
        "not a PostgreSQL URL, as in postgres://user:password@host:5432/database (what is special in a URL "
        "must be percent-encoded)");
    return;
  }
  for (const PQconninfoOption* option = options.get(); option->keyword != nullptr; ++option) {
    if (option->val != nullptr) given_.emplace_back(option->keyword, option->val);
  }
  // A password with an '@' or '/' of its own ends up there, and from there in messages.
  for (const char* const keyword : {"host", "port", "dbname"}) {
    if (!absl::StrContains(Get(keyword), '@')) continue;
    status_ = absl::FailedPreconditionError("the PostgreSQL URL's password must be percent-encoded");
    given_.clear();
    return;
  }
}

std::string PostgresUrl::Get(absl::string_view keyword) const {
  for (const auto& [name, value] : given_) {
    if (name == keyword) return value;
  }
  return "";
}

std::string PostgresUrl::name() const {
  std::string name = "postgres://";
  if (const std::string user = Get("user"); !user.empty()) absl::StrAppend(&name, user, "@");
  name += Get("host");
  if (const std::string port = Get("port"); !port.empty()) absl::StrAppend(&name, ":", port);
  if (const std::string database = Get("dbname"); !database.empty()) absl::StrAppend(&name, "/", database);
  return name;
}

std::vector<std::pair<std::string, std::string>> PostgresUrl::Parameters() const {
  std::vector<std::pair<std::string, std::string>> parameters(std::begin(kDefaults), std::end(kDefaults));
  parameters.insert(parameters.end(), given_.begin(), given_.end());  // Of two, libpq takes the last.
  return parameters;
}

std::string PostgresUrl::Scrub(absl::string_view message) const {
  std::string scrubbed(absl::StripAsciiWhitespace(message));
  if (const std::string password = Get("password"); !password.empty()) {
    absl::StrReplaceAll({{password, "***"}}, &scrubbed);
  }
  const auto is_control = [](unsigned char c) { return absl::ascii_iscntrl(c); };
  std::replace_if(scrubbed.begin(), scrubbed.end(), is_control, ' ');
  return scrubbed;
}

}  // namespace unpod::ledger
