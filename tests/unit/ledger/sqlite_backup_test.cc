// Copies of a SQLite ledger that is in use.
#include "server/ledger/sqlite_backup.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "server/ledger/sqlite_store.h"
#include "tests/testing/temp_folder.h"
#include "tests/unit/ledger/store_case.h"

namespace unpod::ledger {
namespace {

class SqliteLedgerBackup : public ::testing::Test {
 protected:
  void Serve(absl::Duration interval = absl::Hours(1)) {
    StoreOptions options;
    options.owner = "owner-1";
    options.backup = backup_;
    options.backup_interval = interval;
    store_ = std::make_unique<SqliteStore>(path_, options);
    const absl::Status opened = store_->Open();
    ASSERT_TRUE(opened.ok()) << opened;
  }
  void Create(const std::string& name) { Asking(*store_).Create({name}, AReceipt()); }
  // About 2 KiB each.
  void CreateMany(int count) {
    std::vector<std::string> names;
    for (int i = 0; i < count; ++i) names.push_back(absl::StrCat("many-", i));
    Receipt large = AReceipt();
    large.run_id.assign(2000, 'R');
    Asking(*store_).Create(names, large);
  }
  // False: not within 30 s.
  bool MaintainUntilBackedUp() {
    for (int i = 0; i < 3000; ++i) {
      EXPECT_TRUE(store_->Maintain().ok());
      if (std::filesystem::exists(backup_)) return true;
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    return false;
  }
  std::unique_ptr<SqliteStore> OpenBackup() {
    StoreOptions options;
    options.owner = "owner-2";
    auto store = std::make_unique<SqliteStore>(backup_, options);
    const absl::Status opened = store->Open();
    EXPECT_TRUE(opened.ok()) << opened;
    return store;
  }

  ::unpod::testing::TempFolder folder_;
  std::string path_ = folder_.path() + "/ledger.db";
  std::string backup_ = folder_.path() + "/backup.db";
  std::unique_ptr<SqliteStore> store_;
};

TEST_F(SqliteLedgerBackup, HoldsAllThatTheLedgerHeldForNobodyElseToRead) {
  Serve();
  Create("created");
  Asking(*store_).Claim("claimed", 1, "c1");
  ASSERT_TRUE(MaintainUntilBackedUp());
  struct stat file {};
  ASSERT_EQ(stat(backup_.c_str(), &file), 0);
  EXPECT_EQ(file.st_mode & 0777, 0600u);
  EXPECT_FALSE(std::filesystem::exists(backup_ + ".part"));
  const auto copy = OpenBackup();
  EXPECT_EQ(Asking(*copy).Find("created")->receipt, AReceipt());
  EXPECT_EQ(Asking(*copy).Find("claimed")->state, State::kUnknown) << "as after a crash";
}

TEST_F(SqliteLedgerBackup, HoldsWhatIsWrittenWhileItIsMade) {
  Serve();
  CreateMany(6000);  // More than one piece.
  ASSERT_TRUE(store_->Maintain().ok());
  ASSERT_TRUE(std::filesystem::exists(backup_ + ".part")) << "the test does not test what it is for";
  Create("between");
  Asking(*store_).Claim("many-0", 1, "again");
  ASSERT_TRUE(MaintainUntilBackedUp());
  Create("after");
  const auto copy = OpenBackup();
  EXPECT_EQ(Asking(*copy).Find("between")->receipt, AReceipt());
  EXPECT_FALSE(Asking(*copy).Find("after").has_value());
  EXPECT_EQ(Asking(*copy).Count().entries[static_cast<size_t>(State::kCreated)], 6001);
  EXPECT_EQ(Asking(*store_).Count().entries[static_cast<size_t>(State::kCreated)], 6002);
}

TEST_F(SqliteLedgerBackup, IsMadeAgainInPlaceOfTheOneBefore) {
  Serve(absl::ZeroDuration());
  ASSERT_TRUE(MaintainUntilBackedUp());
  Create("later");
  std::filesystem::remove(backup_);
  ASSERT_TRUE(MaintainUntilBackedUp());
  std::filesystem::remove(backup_);  // It may have been begun before.
  ASSERT_TRUE(MaintainUntilBackedUp());
  store_.reset();
  EXPECT_EQ(Asking(*OpenBackup()).Find("later")->receipt, AReceipt());
}

TEST_F(SqliteLedgerBackup, IsMadeOnceInItsInterval) {
  Serve();
  ASSERT_TRUE(MaintainUntilBackedUp());
  std::filesystem::remove(backup_);
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(store_->Maintain().ok());
  store_.reset();
  EXPECT_FALSE(std::filesystem::exists(backup_));
}

TEST_F(SqliteLedgerBackup, OfALostLedgerIsNotReplacedByOneOfAnEmptyLedger) {
  Serve();
  Create("a");
  ASSERT_TRUE(MaintainUntilBackedUp());
  store_.reset();
  std::filesystem::remove(path_);
  Serve(absl::ZeroDuration());
  Create("b");
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(store_->Maintain().ok());
  store_.reset();
  EXPECT_TRUE(Asking(*OpenBackup()).Find("a").has_value());
  std::filesystem::remove(backup_);
  Serve(absl::ZeroDuration());
  ASSERT_TRUE(MaintainUntilBackedUp()) << "it was moved away";
}

TEST_F(SqliteLedgerBackup, ThatFailsDoesNotHurtTheLedger) {
  for (const std::string& bad : {folder_.path() + "/missing/backup.db", path_, folder_.path()}) {
    backup_ = bad;
    Serve(absl::ZeroDuration());
    for (int i = 0; i < 3; ++i) ASSERT_TRUE(store_->Maintain().ok());
    Create("a" + bad);
    store_.reset();
    Serve();
    EXPECT_EQ(Asking(*store_).Find("a" + bad)->receipt, AReceipt());
    store_.reset();
  }
}

TEST_F(SqliteLedgerBackup, IsGivenUpWithTheLedgerAndWhenThatIsOpenedAnew) {
  Serve();
  CreateMany(6000);
  ASSERT_TRUE(store_->Maintain().ok());
  ASSERT_TRUE(std::filesystem::exists(backup_ + ".part"));
  ASSERT_TRUE(store_->Open().ok());
  EXPECT_FALSE(std::filesystem::exists(backup_ + ".part"));
  Create("after");
  store_.reset();
  Serve();
  EXPECT_EQ(Asking(*store_).Find("after")->receipt, AReceipt());
}

}  // namespace
}  // namespace unpod::ledger
