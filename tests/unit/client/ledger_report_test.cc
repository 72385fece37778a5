// What is shown of requests in the ledger, for people and for programs.
#include <gmock/gmock.h>

#include "client/cli/ledger_json.h"
#include "client/cli/ledger_text.h"
#include "tests/unit/client/fake_task_service.h"

namespace unpod::cli {
namespace {

using client::ARecord;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;
using unpod_task::v1::REQUEST_STATE_CREATED;
using unpod_task::v1::REQUEST_STATE_IN_FLIGHT;
using unpod_task::v1::REQUEST_STATE_NOT_STARTED;
using unpod_task::v1::REQUEST_STATE_UNKNOWN;

// Three hours and a half after the claim of ARecord.
absl::Time Now() {
  return absl::FromUnixSeconds(1895995800) + absl::Minutes(210);
}

RequestList AList() {
  RequestList list;
  list.records = {ARecord("order-2", REQUEST_STATE_CREATED), ARecord("o-1", REQUEST_STATE_UNKNOWN)};
  list.counts.set_created(5);
  list.counts.set_unknown(1);
  *list.counts.mutable_oldest_unknown_create_time() = list.records[1].create_time();
  return list;
}

TEST(RecordText, ShowsAnUnknownOne) {
  EXPECT_EQ(RecordText(ARecord("o-1", REQUEST_STATE_UNKNOWN), Now(), Colour::kOff),
            R"(Unknown: the calls may have been placed. Asking again with the same request_id is safe.
  request_id  o-1
  space_token S
  documents   2
  claimed     2030-01-30T09:30:00Z (3h30m ago)
  changed     2030-01-30T09:30:01Z (3h29m ago)
  reason      UPSTREAM_ERROR
  upstream    HTTP 500
)");
}

TEST(RecordText, ShowsWhatWasReadBackAndWhatIsMissing) {
  unpod_task::v1::RequestRecord record = ARecord("o-1", REQUEST_STATE_CREATED);
  record.set_read_back(true);
  for (const int index : {1, 7}) record.add_results()->set_index(index);
  std::string text = RecordText(record, Now(), Colour::kOff);
  EXPECT_THAT(text, StartsWith("Created, but not for every contact. The other calls are placed.\n"));
  EXPECT_THAT(text, HasSubstr("  tasks       T74802367fe9011f0878d43cd8a99e069\n"));
  EXPECT_THAT(text, HasSubstr("  missing     documents[1], documents[7]: no task was found\n"));
  EXPECT_THAT(text, HasSubstr("  read back   "));
}

TEST(RecordText, HasWordsForEachState) {
  auto text = [](unpod_task::v1::RequestState state) {
    return RecordText(ARecord("o-1", state), Now(), Colour::kOn);
  };
  EXPECT_THAT(text(REQUEST_STATE_IN_FLIGHT), StartsWith("\x1b[1;33mIn flight.\x1b[0m "));
  EXPECT_THAT(text(REQUEST_STATE_CREATED), StartsWith("\x1b[1;32mCreated.\x1b[0m "));
  EXPECT_THAT(text(REQUEST_STATE_NOT_STARTED), StartsWith("\x1b[1;31mNot started.\x1b[0m Nobody was called"));
  EXPECT_THAT(text(REQUEST_STATE_UNKNOWN), StartsWith("\x1b[1;33mUnknown"));
  EXPECT_THAT(text(static_cast<unpod_task::v1::RequestState>(77)), HasSubstr("does not know"));
}

TEST(RecordText, DisarmsForeignText) {
  unpod_task::v1::RequestRecord record = ARecord("o-1\x1b[2J", REQUEST_STATE_CREATED);
  EXPECT_THAT(RecordText(record, Now(), Colour::kOff), Not(HasSubstr("\x1b")));
  RequestList list;
  list.records = {record};
  EXPECT_THAT(TableText(list, Now(), Colour::kOff), Not(HasSubstr("\x1b")));
  EXPECT_THAT(ColumnsText(list), Not(HasSubstr("\x1b")));
}

TEST(TableText, IsAlignedAndLeavesOutEmptyColumns) {
  EXPECT_EQ(TableText(AList(), Now(), Colour::kOff),
            R"(REQUEST_ID  STATE    AGE    DOCUMENTS  SPACE_TOKEN  RUN_ID                             REASON
order-2     created  3h30m  2          S            R74802366fe9011f0878d43cd8a99e069  -
o-1         unknown  3h30m  2          S            -                                  UPSTREAM_ERROR
)");
  EXPECT_EQ(TableText({}, Now(), Colour::kOff), "No requests.\n");
}

TEST(TableText, ColoursTheUnknown) {
  std::string text = TableText(AList(), Now(), Colour::kOn);
  EXPECT_THAT(text, HasSubstr("o-1         \x1b[1;33munknown\x1b[0m  3h30m"));
  EXPECT_THAT(text, HasSubstr("order-2     created  3h30m"));
}

TEST(ColumnsText, HasAlwaysNineColumns) {
  EXPECT_EQ(ColumnsText(AList()),
            "order-2\tcreated\t2030-01-30T09:30:00Z\t2\tS\t-\tR74802366fe9011f0878d43cd8a99e069\t-\t-\n"
            "o-1\tunknown\t2030-01-30T09:30:00Z\t2\tS\t-\t-\tUPSTREAM_ERROR\t-\n");
}

TEST(SummaryText, TellsCountsAndTheOldestUnknown) {
  RequestList list = AList();
  EXPECT_EQ(SummaryText(list, Now()),
            "In the ledger: 0 in flight, 5 created, 0 not started, 1 unknown. The oldest unknown one is "
            "3h30m old.\n");
  EXPECT_THAT(SummaryText(list, Now() + absl::Hours(50)), EndsWith("is 2d5h old.\n"));
  EXPECT_THAT(SummaryText(list, absl::UnixEpoch()), EndsWith("is 0s old.\n"));
  list.more = true;
  EXPECT_THAT(SummaryText(list, Now()), EndsWith(" Shown are the newest 2; --all shows all.\n"));
  EXPECT_EQ(SummaryText({}, Now()), "In the ledger: 0 in flight, 0 created, 0 not started, 0 unknown.\n");
}

TEST(RecordJson, HasEachKeyInEachState) {
  EXPECT_EQ(
      RecordJson(ARecord("o-1", REQUEST_STATE_UNKNOWN)),
      R"({"outcome":"found","exit_code":0,"request":{"request_id":"o-1","batch":null,"space_token":"S","org_handle":"",)"
      R"("state":"unknown","document_count":2,"create_time":"2030-01-30T09:30:00.000000Z",)"
      R"("update_time":"2030-01-30T09:30:01.000000Z","failure":{"code":"UNKNOWN","reason":"UPSTREAM_ERROR",)"
      R"("message":"","execution":"unknown","repeat_is_safe":true,"field":"","http_status":500},)"
      R"("run_id":"","upstream_status":"","results":[],"read_back":false,"note":""}})"
      "\n");
  EXPECT_THAT(
      RecordJson(ARecord("o-1", REQUEST_STATE_CREATED)),
      HasSubstr(R"("failure":null,"run_id":"R74802366fe9011f0878d43cd8a99e069","upstream_status":"pending",)"
                R"("results":[{"index":0,"task_id":"T74802367fe9011f0878d43cd8a99e069")"));
}

TEST(RecordJson, HasTheBatchAndTheNote) {
  unpod_task::v1::RequestRecord record = ARecord("campaign-7", REQUEST_STATE_NOT_STARTED);
  record.set_batch(0);
  record.set_note("none of them is there");
  EXPECT_THAT(RecordJson(record), HasSubstr(R"("request_id":"campaign-7","batch":0,)"));
  EXPECT_THAT(RecordJson(record), HasSubstr(R"("note":"none of them is there"})"));
  EXPECT_THAT(RecordText(record, Now(), Colour::kOff), HasSubstr("  batch       0\n"));
  EXPECT_THAT(RecordText(record, Now(), Colour::kOff), HasSubstr("  note        none of them is there\n"));
}

TEST(ResolvedJson, TellsHowManyWereSettled) {
  unpod_task::v1::ResolveRequestResponse resolved;
  resolved.set_settled_count(3);
  EXPECT_EQ(ResolvedJson(resolved),
            "{\"outcome\":\"resolved\",\"exit_code\":0,\"request\":null,\"settled_count\":3}\n");
}

TEST(ListJson, HasRequestsAndCounts) {
  std::string parsed = ListJson(AList(), Now());
  EXPECT_THAT(parsed,
              StartsWith(R"({"outcome":"listed","exit_code":0,"requests":[{"request_id":"order-2",)"));
  EXPECT_THAT(parsed,
              EndsWith(R"("more":false,"counts":{"in_flight":0,"created":5,"not_started":0,"unknown":1,)"
                       R"("oldest_unknown_create_time":"2030-01-30T09:30:00.000000Z",)"
                       R"("oldest_unknown_age_seconds":12600}})"
                       "\n"));
  EXPECT_THAT(ListJson({}, Now()), HasSubstr(R"("requests":[],"more":false)"));
  EXPECT_THAT(ListJson({}, Now()), HasSubstr(R"("oldest_unknown_age_seconds":null)"));
}

}  // namespace
}  // namespace unpod::cli
