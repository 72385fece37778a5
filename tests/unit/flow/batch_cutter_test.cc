#include "server/flow/batch_cutter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

namespace unpod::flow {
namespace {

using ::testing::ElementsAre;

// How documents of these sizes are cut: the number of them in each batch.
std::vector<size_t> Cut(const std::vector<size_t>& sizes, size_t max_documents, size_t max_bytes) {
  BatchCutter cutter(max_documents, max_bytes);
  std::vector<size_t> batches;
  uint64_t index = 0;
  const auto take = [&](std::optional<DocumentBatch> batch) {
    if (!batch.has_value()) return;
    EXPECT_EQ(batch->number, batches.size());
    EXPECT_EQ(batch->indexes.size(), batch->documents.size());
    EXPECT_EQ(batch->indexes.back() + 1 - batch->indexes.front(), batch->indexes.size());
    batches.push_back(batch->documents.size());
  };
  for (const size_t size : sizes) take(cutter.Add({}, index++, size));
  take(cutter.Flush());
  take(cutter.Flush());
  return batches;
}

TEST(BatchCutter, MakesThemAsLargeAsTheCapsAllow) {
  EXPECT_THAT(Cut(std::vector<size_t>(7, 1), 3, 1000), ElementsAre(3, 3, 1));
  EXPECT_THAT(Cut(std::vector<size_t>(6, 1), 3, 1000), ElementsAre(3, 3));
  EXPECT_THAT(Cut({400, 400, 400, 400}, 3, 1000), ElementsAre(2, 2));
  EXPECT_THAT(Cut({1000, 1, 999, 1}, 3, 1000), ElementsAre(1, 2, 1));
  EXPECT_THAT(Cut({}, 3, 1000), ElementsAre());
}

}  // namespace
}  // namespace unpod::flow
