#include "server/flow/service_token.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace unpod::flow {
namespace {

const base::Secret kA("token-a");
const base::Secret kB("token-b");

class ServiceTokenTest : public ::testing::Test {
 protected:
  // As an application listens that can look for newer tokens.
  void Listen() {
    token_.Listen({[this] { ++looks_; }, [this](bool usable) { told_.push_back(usable); }});
  }
  std::string First() const { return token_.First().Reveal(); }

  ServiceToken token_;
  int looks_ = 0;
  std::vector<bool> told_;
};

TEST_F(ServiceTokenTest, IsEmptyAtFirst) {
  EXPECT_TRUE(token_.empty());
  EXPECT_EQ(First(), "");
  token_.Set({base::Secret()});
  EXPECT_TRUE(token_.empty());
}

TEST_F(ServiceTokenTest, SaysWhetherASetIsNew) {
  EXPECT_TRUE(token_.Set({kA}));
  EXPECT_FALSE(token_.Set({kA}));
  EXPECT_TRUE(token_.Set({kA, kB}));
  EXPECT_FALSE(token_.Set({kA, kB}));
  EXPECT_TRUE(token_.Set({kB, kA}));
  EXPECT_TRUE(token_.Set({kB}));
}

TEST_F(ServiceTokenTest, TriesTheOtherOneAndKeepsToWhatWasAccepted) {
  token_.Set({kA, kB});
  EXPECT_EQ(First(), "token-a");
  EXPECT_EQ(token_.Rejected(kA), base::Duration::zero());
  EXPECT_EQ(First(), "token-b");
  token_.Accepted(kB);
  EXPECT_EQ(First(), "token-b");
  EXPECT_FALSE(token_.Set({kA, kB})) << "what is known of them is kept";
  EXPECT_EQ(First(), "token-b");
  EXPECT_EQ(token_.Rejected(kB), base::Duration::zero());
  token_.Accepted(kA);
  EXPECT_EQ(First(), "token-a");
}

TEST_F(ServiceTokenTest, BothAreTriedAlsoWhenBothWereRejected) {
  token_.Set({kA, kB});
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(token_.Rejected(token_.First()), base::Duration::zero());
  }
}

TEST_F(ServiceTokenTest, OneThatWasReplacedMeanwhileGivesWayToTheNewerOne) {
  token_.Set({kA});
  token_.Set({kB});
  EXPECT_EQ(token_.Rejected(kA), base::Duration::zero());
  token_.Accepted(kA);
  EXPECT_EQ(First(), "token-b");
}

TEST_F(ServiceTokenTest, AloneItIsWorthASecondTryOnlyWhereANewerOneMayBeFound) {
  token_.Set({kA});
  EXPECT_EQ(token_.Rejected(kA), std::nullopt);
  token_.Accepted(kA);
  Listen();
  const auto delay = token_.Rejected(kA);
  ASSERT_TRUE(delay.has_value());
  EXPECT_GT(*delay, base::Duration::zero());
  EXPECT_LT(*delay, std::chrono::seconds(1));
  EXPECT_EQ(looks_, 1);
}

TEST_F(ServiceTokenTest, TellsWhenItCannotBeUsedAndWhenItCanAgain) {
  Listen();
  token_.Set({kA, kB});
  token_.Rejected(kA);
  EXPECT_EQ(told_, std::vector<bool>({true}));
  token_.Rejected(kB);
  token_.Rejected(kB);
  EXPECT_EQ(told_, std::vector<bool>({true, false}));
  token_.Accepted(kA);
  EXPECT_EQ(told_, std::vector<bool>({true, false, true}));
  token_.Rejected(kA);
  token_.Set({base::Secret("token-c")});
  EXPECT_EQ(told_, std::vector<bool>({true, false, true, false, true}));
}

}  // namespace
}  // namespace unpod::flow
