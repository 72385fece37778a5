#include "server/rpc/request_record.h"

#include <gtest/gtest.h>

#include <string>

#include "server/domain/request_name.h"

namespace unpod::rpc {
namespace {

ledger::Entry ACreatedEntry() {
  ledger::Entry entry;
  entry.key = {"", "SPACE", "order-4711"};
  entry.state = ledger::State::kCreated;
  entry.documents = 2;
  entry.receipt.run_id = "R1";
  entry.receipt.task_ids = {"Ta", "Tb"};
  return entry;
}

unpod_task::v1::RequestRecord RecordOf(const ledger::Entry& entry) {
  unpod_task::v1::RequestRecord record;
  FillRecord(entry, record);
  FillResults(entry, record);
  return record;
}

TEST(RequestRecord, OfABatchNamesItsListAndItsNumber) {
  ledger::Entry entry = ACreatedEntry();
  entry.key.request_id = domain::MakeBatchName("campaign-7", 0);
  const auto record = RecordOf(entry);
  EXPECT_EQ(record.request_id(), "campaign-7");
  ASSERT_TRUE(record.has_batch());
  EXPECT_EQ(record.batch(), 0);
}

TEST(RequestRecord, OfNoBatchHasNone) {
  EXPECT_FALSE(RecordOf(ACreatedEntry()).has_batch());
}

TEST(RequestRecord, CountsAndNamesWhatWasLeftOut) {
  ledger::Entry entry = ACreatedEntry();
  entry.skipped = {1};
  const auto record = RecordOf(entry);
  EXPECT_EQ(record.document_count(), 3);
  ASSERT_EQ(record.results_size(), 3);
  EXPECT_EQ(record.results(0).task_id(), "Ta");
  EXPECT_EQ(record.results(1).failure().reason(), "INVALID_REQUEST");
  EXPECT_EQ(record.results(1).failure().execution(), unpod_task::v1::EXECUTION_NOT_STARTED);
  EXPECT_EQ(record.results(2).task_id(), "Tb");
  EXPECT_EQ(record.results(2).index(), 2);
}

TEST(RequestRecord, HasTheNoteOfWhoSettledIt) {
  ledger::Entry entry = ACreatedEntry();
  entry.note = "seen in the portal";
  EXPECT_EQ(RecordOf(entry).note(), "seen in the portal");
}

}  // namespace
}  // namespace unpod::rpc
