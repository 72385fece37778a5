#include "sandbox/fault_queue.h"

#include <gtest/gtest.h>

namespace unpod::sandbox {
namespace {

class FaultQueueTest : public testing::Test {
 protected:
  std::optional<Fault> TakeWhole(const char* body = "{}", bool reused = false) {
    const Json json = Json::parse(body, nullptr, false);
    return queue_.Take({.stage = Stage::kWhole, .target = Target::kCreate, .reused = reused, .body = &json});
  }
  std::optional<Fault> TakeAt(Stage stage, Target target = Target::kCreate) {
    return queue_.Take({.stage = stage, .target = target});
  }

  FaultQueue queue_;
};

TEST_F(FaultQueueTest, IsFirstInFirstOut) {
  queue_.Add({.status = 500});
  queue_.Add({.status = 502});
  EXPECT_EQ(TakeWhole()->status, 500);
  EXPECT_EQ(TakeWhole()->status, 502);
  EXPECT_FALSE(TakeWhole().has_value());
}

TEST_F(FaultQueueTest, GivesAFaultAsOftenAsItSays) {
  queue_.Add({.count = 2, .status = 500});
  EXPECT_EQ(queue_.left(), 2);
  EXPECT_TRUE(TakeWhole().has_value());
  EXPECT_EQ(queue_.left(), 1);
  EXPECT_TRUE(TakeWhole().has_value());
  EXPECT_FALSE(TakeWhole().has_value());
}

TEST_F(FaultQueueTest, KeepsAFaultOfCountZero) {
  queue_.Add({.count = 0, .status = 500});
  for (int i = 0; i < 10; ++i) EXPECT_TRUE(TakeWhole().has_value());
  EXPECT_EQ(queue_.left(), 0) << "it waits for no one in particular";
}

TEST_F(FaultQueueTest, MatchesADocument) {
  queue_.Add({.match_key = "document_id", .match_value = "d2", .status = 500});
  EXPECT_FALSE(TakeWhole(R"({"documents":[{"document_id":"d1"}]})").has_value());
  EXPECT_TRUE(TakeWhole(R"({"documents":[{"document_id":"d1"},{"document_id":"d2"}]})").has_value());
}

TEST_F(FaultQueueTest, MatchesAReusedConnection) {
  queue_.Add({.reused = true, .close = Close::kAfterRequest});
  EXPECT_FALSE(TakeWhole("{}", false).has_value());
  EXPECT_TRUE(TakeWhole("{}", true).has_value());
}

TEST_F(FaultQueueTest, TellsCreatesFromReads) {
  queue_.Add({.target = Target::kRead, .status = 500});
  EXPECT_FALSE(TakeWhole().has_value());
  EXPECT_TRUE(TakeAt(Stage::kWhole, Target::kRead).has_value());
  queue_.Add({.target = Target::kAny, .status = 500});
  EXPECT_TRUE(TakeWhole().has_value());
}

TEST_F(FaultQueueTest, GivesAFaultAtItsStageOnly) {
  queue_.Add({.close = Close::kAfterHeaders});
  EXPECT_FALSE(TakeAt(Stage::kAccept).has_value());
  EXPECT_FALSE(TakeAt(Stage::kFirstByte).has_value());
  EXPECT_TRUE(TakeAt(Stage::kHeaders).has_value());
}

TEST_F(FaultQueueTest, DoesNotLetAnEarlyFaultOvertake) {
  queue_.Add({.status = 500});
  queue_.Add({.close = Close::kOnFirstByte});
  EXPECT_FALSE(TakeAt(Stage::kFirstByte).has_value()) << "this request is for the 500";
  EXPECT_EQ(TakeWhole()->status, 500);
  EXPECT_TRUE(TakeAt(Stage::kFirstByte).has_value());
}

TEST_F(FaultQueueTest, LetsAnEarlyFaultOvertakeOneThatWaitsForADocument) {
  queue_.Add({.match_key = "document_id", .match_value = "d1", .status = 500});
  queue_.Add({.close = Close::kOnFirstByte});
  EXPECT_TRUE(TakeAt(Stage::kFirstByte).has_value());
}

TEST(CheckFault, RefusesContradictions) {
  EXPECT_TRUE(CheckFault({}).ok());
  EXPECT_TRUE(CheckFault({.body = "500_html", .close = Close::kMidResponse}).ok());
  EXPECT_FALSE(CheckFault({.body = "no_such"}).ok());
  EXPECT_FALSE(CheckFault({.status = 199}).ok());
  EXPECT_FALSE(CheckFault({.count = -1}).ok());
  EXPECT_FALSE(CheckFault({.delay = absl::Hours(1)}).ok());
  EXPECT_FALSE(CheckFault({.match_key = "a", .close = Close::kOnFirstByte}).ok());
  EXPECT_FALSE(CheckFault({.status = 500, .close = Close::kAfterRequest}).ok());
  EXPECT_FALSE(CheckFault({.headers = {{"X-A", "a\r\nX-B: b"}}}).ok());
  EXPECT_FALSE(CheckFault({.drip_bytes = 0}).ok());
}

}  // namespace
}  // namespace unpod::sandbox
