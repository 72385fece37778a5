#include "server/ledger/string_list.h"

#include <gtest/gtest.h>

#include "server/ledger/receipt_lists.h"

namespace unpod::ledger {
namespace {

TEST(StringList, ReadsWhatItWrote) {
  using namespace std::string_literals;
  for (const std::vector<std::string>& list :
       {std::vector<std::string>{}, {""}, {"", ""}, {"a"}, {"T1", "T2"}, {"1:2", "\0\n:"s, "ü"}}) {
    EXPECT_EQ(DecodeStrings(EncodeStrings(list)), list);
  }
}

TEST(StringList, RefusesWhatItDoesNotWrite) {
  for (const char* text :
       {"x", "5:abc", ":", "-1:a", "3abc", "99999999999999999999:a", "+1:a", " 1:a", "01:a"}) {
    EXPECT_FALSE(DecodeStrings(text).has_value()) << text;
  }
}

TEST(ReceiptLists, ReadWhatTheyWrote) {
  Receipt receipt;
  receipt.task_ids = {"T1", "", "T3"};
  receipt.task_statuses = {"pending", "", "failed"};
  Receipt read;
  DecodeTasks(EncodeTasks(receipt), read);
  EXPECT_EQ(read, receipt);
  EXPECT_EQ(DecodeIndexes(EncodeIndexes({0, 7, 4294967295})), (std::vector<uint32_t>{0, 7, 4294967295}));
}

TEST(ReceiptLists, TakeNoStatusThatStandsBesideNoId) {
  Receipt receipt;
  DecodeTasks(EncodeStrings({EncodeStrings({"T1", "T2"}), EncodeStrings({"pending"})}), receipt);
  EXPECT_EQ(receipt.task_ids, (std::vector<std::string>{"T1", "T2"}));
  EXPECT_TRUE(receipt.task_statuses.empty());
}

TEST(ReceiptLists, AreEmptyForIndexesThatAreNone) {
  for (const char* number : {"x", "-1", "+1", "01", "4294967296", ""}) {
    EXPECT_TRUE(DecodeIndexes(EncodeStrings({"0", number})).empty()) << number;
  }
}

}  // namespace
}  // namespace unpod::ledger
