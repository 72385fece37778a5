#include "server/ledger/sqlite_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/testing/temp_folder.h"
#include "tests/unit/ledger/store_case.h"

namespace unpod::ledger {
namespace {

using ::testing::HasSubstr;

class SqliteLedgerFile : public ::testing::Test {
 protected:
  std::unique_ptr<SqliteStore> MakeStore(const std::string& owner = "owner",
                                         const std::string& upstream = "") {
    StoreOptions options;
    options.owner = owner;
    options.upstream = upstream;
    return std::make_unique<SqliteStore>(path_, options);
  }
  void Fill(int entries) {
    auto store = MakeStore();
    ASSERT_TRUE(store->Open().ok());
    std::vector<Claim> claims(static_cast<size_t>(entries));
    std::vector<Operation*> batch;
    for (size_t i = 0; i < claims.size(); ++i) {
      claims[i].entry.key = KeyNamed(absl::StrCat("key-", i));
      claims[i].digest = DigestOf(claims[i].entry.key);
      batch.push_back(&claims[i]);
    }
    ASSERT_TRUE(store->Execute(batch).ok());
  }
  void Run(const char* sql) const {
    sqlite3* database = nullptr;
    ASSERT_EQ(sqlite3_open(path_.c_str(), &database), SQLITE_OK);
    EXPECT_EQ(sqlite3_exec(database, sql, nullptr, nullptr, nullptr), SQLITE_OK) << sqlite3_errmsg(database);
    sqlite3_close(database);
  }

  ::unpod::testing::TempFolder folder_;
  std::string path_ = folder_.path() + "/state/deep/ledger.db";
};

TEST_F(SqliteLedgerFile, IsMadeWithItsFolderForNobodyElseToRead) {
  ASSERT_TRUE(MakeStore()->Open().ok());
  struct stat file {};
  struct stat folder {};
  ASSERT_EQ(stat(path_.c_str(), &file), 0);
  ASSERT_EQ(stat((folder_.path() + "/state/deep").c_str(), &folder), 0);
  EXPECT_EQ(file.st_mode & 0777, 0600u);
  EXPECT_EQ(folder.st_mode & 0777, 0700u);
}

TEST_F(SqliteLedgerFile, BelongsToOneStoreAtATime) {
  auto first = MakeStore("first");
  ASSERT_TRUE(first->Open().ok());
  // POSIX locks do not hold within one process: the other one is a child. tests/e2e does it with two
  // services.
  const pid_t child = fork();
  if (child == 0) {
    const absl::Status opened = MakeStore("second")->Open();
    _exit(opened.code() == absl::StatusCode::kFailedPrecondition &&
                  opened.message().find("in use by another process") != absl::string_view::npos
              ? 0
              : 1);
  }
  int status = -1;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
  Asking(*first).Claim("a", 1, "c1");
}

TEST_F(SqliteLedgerFile, IsRefusedWhenANewerVersionMadeIt) {
  Fill(1);
  Run("PRAGMA user_version = 99");
  const absl::Status opened = MakeStore()->Open();
  EXPECT_EQ(opened.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(opened.message()), HasSubstr("schema 99"));
}

TEST_F(SqliteLedgerFile, OfTheFirstVersionIsTakenOver) {
  ASSERT_TRUE(MakeStore()->Open().ok());  // For its folder.
  std::filesystem::remove(path_);
  Run(R"(
    CREATE TABLE entries (
      id INTEGER PRIMARY KEY, digest BLOB NOT NULL, tenant TEXT NOT NULL, space_token TEXT NOT NULL,
      request_id TEXT NOT NULL, state INTEGER NOT NULL, fingerprint BLOB NOT NULL, claim_id TEXT NOT NULL,
      owner TEXT NOT NULL, documents INTEGER NOT NULL, claimed_at INTEGER NOT NULL, changed_at INTEGER NOT NULL,
      code INTEGER NOT NULL DEFAULT 0, reason TEXT NOT NULL DEFAULT '', http_status INTEGER NOT NULL DEFAULT 0,
      run_id TEXT NOT NULL DEFAULT '', status TEXT NOT NULL DEFAULT '', tasks BLOB NOT NULL DEFAULT x'',
      missing BLOB NOT NULL DEFAULT x'', read_back INTEGER NOT NULL DEFAULT 0, room BLOB NOT NULL) STRICT;
    CREATE INDEX unknown_entries ON entries (state) WHERE state = 4;
    INSERT INTO entries (digest, tenant, space_token, request_id, state, fingerprint, claim_id, owner, documents,
                         claimed_at, changed_at, run_id, status, room)
      VALUES (zeroblob(16), 'tenant', 'SPACE', 'settled', 2, zeroblob(32), 'c1', 'gone', 1,
              strftime('%s') * 1000000, strftime('%s') * 1000000, 'R1', 'pending', x''),
             (zeroblob(16), 'tenant', 'SPACE', 'open', 1, zeroblob(32), 'c2', 'gone', 1,
              strftime('%s') * 1000000, strftime('%s') * 1000000, '', '', zeroblob(112));
    PRAGMA user_version = 1;
  )");
  for (int opened = 0; opened < 2; ++opened) {
    auto store = MakeStore();
    ASSERT_TRUE(store->Open().ok());
    const auto entry = [&](const char* request_id) {
      Find find;
      find.digest = DigestOf({"tenant", "SPACE", request_id});
      Operation* batch[] = {&find};
      EXPECT_TRUE(store->Execute(batch).ok());
      return find.found.value_or(Entry());
    };
    EXPECT_EQ(entry("settled").receipt.run_id, "R1");
    EXPECT_EQ(entry("open").state, State::kUnknown) << "its process is gone";
    Asking(*store).Claim(absl::StrCat("new", opened), 1, "c3");
  }
}

TEST_F(SqliteLedgerFile, BelongsToOneUpstream) {
  ASSERT_TRUE(MakeStore("owner", "https://unpod.ai")->Open().ok());
  ASSERT_TRUE(MakeStore("owner", "https://unpod.ai")->Open().ok());
  const absl::Status opened = MakeStore("owner", "http://127.0.0.1:1")->Open();
  EXPECT_EQ(opened.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(opened.message()), HasSubstr("--ledger_upstream"));
}

TEST_F(SqliteLedgerFile, OfAnotherProgramIsLeftAlone) {
  ASSERT_TRUE(MakeStore()->Open().ok());  // For its folder.
  for (const char* theirs : {"CREATE TABLE t (x)", "PRAGMA application_id = 7", "PRAGMA user_version = 3"}) {
    std::filesystem::remove(path_);
    Run(theirs);
    const absl::Status opened = MakeStore()->Open();
    EXPECT_EQ(opened.code(), absl::StatusCode::kFailedPrecondition) << theirs;
    EXPECT_THAT(std::string(opened.message()), HasSubstr("another program")) << theirs;
  }
}

TEST_F(SqliteLedgerFile, ThatIsRemovedWhileItIsOpenIsMissed) {
  auto store = MakeStore();
  ASSERT_TRUE(store->Open().ok());
  ASSERT_TRUE(store->Maintain().ok());
  std::filesystem::remove(path_);
  EXPECT_EQ(store->Maintain().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(store->Open().code(), absl::StatusCode::kFailedPrecondition) << "and not begun anew by itself";
  ASSERT_TRUE(MakeStore()->Open().ok());
  EXPECT_EQ(store->Maintain().code(), absl::StatusCode::kFailedPrecondition) << "the new one is not this one";
}

TEST_F(SqliteLedgerFile, IsRefusedWhenItIsNoDatabase) {
  Fill(1);
  std::ofstream(path_, std::ios::trunc) << std::string(8192, 'x');
  const absl::Status opened = MakeStore()->Open();
  EXPECT_EQ(opened.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(opened.message()), HasSubstr(path_));
}

TEST_F(SqliteLedgerFile, IsRefusedWhenItIsCorrupt) {
  Fill(2000);
  std::fstream file(path_, std::ios::in | std::ios::out | std::ios::binary);
  for (int page = 3; page < 12; ++page) {
    file.seekp(page * 4096 + 100);
    file << std::string(2000, '\xff');
  }
  file.close();
  const absl::Status opened = MakeStore()->Open();
  EXPECT_EQ(opened.code(), absl::StatusCode::kFailedPrecondition) << opened;
}

TEST_F(SqliteLedgerFile, HoldsEverythingAfterThousandsOfEntries) {
  Fill(3000);
  auto store = MakeStore("next");
  ASSERT_TRUE(store->Open().ok());
  EXPECT_THAT(Asking(*store).Count().entries, ::testing::ElementsAre(0, 0, 0, 0, 3000));
  EXPECT_EQ(Asking(*store).Find("key-1234")->state, State::kUnknown);
}

TEST_F(SqliteLedgerFile, NamesWhereItIs) {
  EXPECT_EQ(MakeStore()->name(), "sqlite:" + path_);
}

TEST_F(SqliteLedgerFile, SaysWhenItsFolderCannotBeMade) {
  std::ofstream(folder_.path() + "/state") << "a file is in the way";
  const absl::Status opened = MakeStore()->Open();
  EXPECT_EQ(opened.code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(std::string(opened.message()), HasSubstr("folder"));
}

}  // namespace
}  // namespace unpod::ledger
