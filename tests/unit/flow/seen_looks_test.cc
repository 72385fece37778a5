#include "server/flow/seen_looks.h"

#include <gtest/gtest.h>

#include <chrono>
#include <string>

namespace unpod::flow {
namespace {

using std::chrono::seconds;

class SeenLooksTest : public ::testing::Test {
 protected:
  static ledger::Entry EntryOf(const std::string& request_id, const std::string& claim_id = "c1") {
    ledger::Entry entry;
    entry.key = {"", "SPACE", request_id};
    entry.claim_id = claim_id;
    entry.documents = 100;
    return entry;
  }
  bool IsFresh(const ledger::Entry& entry, int after) {
    return looks_.Find(entry, begin_ + seconds(after)).has_value();
  }
  void See(const ledger::Entry& entry, int after) {
    looks_.Add(entry, {Looked::kNotFound, 77, false}, begin_ + seconds(after));
  }

  const base::MonotonicTime begin_{std::chrono::hours(1)};
  SeenLooks looks_{seconds(2), seconds(10), 3};
};

TEST_F(SeenLooksTest, AnswersForAWhile) {
  EXPECT_FALSE(IsFresh(EntryOf("a"), 0));
  See(EntryOf("a"), 0);
  EXPECT_EQ(looks_.Find(EntryOf("a"), begin_)->found, 77u);
  EXPECT_TRUE(IsFresh(EntryOf("a"), 1));
  EXPECT_FALSE(IsFresh(EntryOf("a"), 2));
  EXPECT_FALSE(IsFresh(EntryOf("b"), 1));
}

TEST_F(SeenLooksTest, AnswersLongerEachTimeButNotForLong) {
  int at = 0;
  for (const int pause : {2, 4, 8, 10, 10}) {
    See(EntryOf("a"), at);
    EXPECT_TRUE(IsFresh(EntryOf("a"), at + pause - 1));
    EXPECT_FALSE(IsFresh(EntryOf("a"), at + pause));
    at += pause;
  }
}

TEST_F(SeenLooksTest, SaysNothingOfAnotherClaim) {
  See(EntryOf("a"), 0);
  See(EntryOf("a"), 2);
  EXPECT_FALSE(IsFresh(EntryOf("a", "c2"), 3));
  See(EntryOf("a", "c2"), 3);
  EXPECT_FALSE(IsFresh(EntryOf("a", "c2"), 5)) << "it begins anew";
  looks_.Remove(ledger::DigestOf(EntryOf("a").key));
  EXPECT_EQ(looks_.size(), 0u);
}

TEST_F(SeenLooksTest, KeepsOnlySoMany) {
  for (int i = 0; i < 100; ++i) See(EntryOf(std::to_string(i)), 0);
  EXPECT_EQ(looks_.size(), 3u);
  See(EntryOf("late"), 100);
  EXPECT_EQ(looks_.size(), 1u) << "what is long stale goes first";
}

}  // namespace
}  // namespace unpod::flow
