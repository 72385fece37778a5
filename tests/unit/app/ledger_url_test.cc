#include "server/app/ledger_url.h"

#include <gtest/gtest.h>

#include <map>
#include <string>

namespace unpod::app {
namespace {

TEST(LedgerUrl, NamesAStore) {
  EXPECT_EQ(ParseLedgerUrl("memory")->kind, LedgerUrl::Kind::kMemory);
  EXPECT_EQ(ParseLedgerUrl("sqlite:/var/lib/x.db")->kind, LedgerUrl::Kind::kSqlite);
  EXPECT_EQ(ParseLedgerUrl("sqlite:/var/lib/x.db")->location, "/var/lib/x.db");
  EXPECT_EQ(ParseLedgerUrl("sqlite:relative.db")->location, "relative.db");
  for (const char* url : {"postgres://u@h/d", "postgresql://h/d?sslmode=verify-full"}) {
    EXPECT_EQ(ParseLedgerUrl(url)->kind, LedgerUrl::Kind::kPostgres);
    EXPECT_EQ(ParseLedgerUrl(url)->location, url);
  }
  for (const char* url : {"", "sqlite:", "sqlite", "mysql://h/d", "/var/lib/x.db"}) {
    EXPECT_FALSE(ParseLedgerUrl(url).ok()) << url;
  }
}

TEST(DefaultLedger, IsInTheStateDirectory) {
  std::map<std::string, std::string> environment;
  const GetEnv get_env = [&](const char* name) -> const char* {
    const auto found = environment.find(name);
    return found == environment.end() ? nullptr : found->second.c_str();
  };
  EXPECT_EQ(DefaultLedger(get_env), "sqlite:/var/lib/unpod-taskd/ledger.db");
  environment["HOME"] = std::string(1, '/');
  EXPECT_EQ(DefaultLedger(get_env), "sqlite:/var/lib/unpod-taskd/ledger.db");
  environment["HOME"] = "/home/x";
  EXPECT_EQ(DefaultLedger(get_env), "sqlite:/home/x/.local/state/unpod-taskd/ledger.db");
  environment["XDG_STATE_HOME"] = "relative is to be ignored";
  EXPECT_EQ(DefaultLedger(get_env), "sqlite:/home/x/.local/state/unpod-taskd/ledger.db");
  environment["XDG_STATE_HOME"] = "/state";
  EXPECT_EQ(DefaultLedger(get_env), "sqlite:/state/unpod-taskd/ledger.db");
  environment["STATE_DIRECTORY"] = "/var/lib/a:/var/lib/b";
  EXPECT_EQ(DefaultLedger(get_env), "sqlite:/var/lib/a/ledger.db");
}

}  // namespace
}  // namespace unpod::app
