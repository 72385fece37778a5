// One bad value does not make the rest unreadable.
#include "server/unpod/lenient_json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <variant>

#include "absl/strings/str_cat.h"
#include "server/domain/object.h"
#include "server/unpod/answer.h"
#include "server/unpod/read_answer.h"
#include "server/unpod/task_page.h"
#include "tests/unit/unpod/verdict.h"

namespace unpod::unpod {
namespace {

std::string RepairOf(const std::string& text) {
  return Repaired(text).value_or("as it is");
}

TEST(LenientJson, LeavesAloneWhatIsJson) {
  for (const char* text : {"", "{}", R"({"NaN":"Infinity","a":"-Infinity \" NaN"})", "[1e308,-0.5e-400,9]",
                           R"(["\ud83d\ude00","é","日本","\\ud800"])", "not json at all"}) {
    EXPECT_EQ(RepairOf(text), "as it is") << text;
  }
}

TEST(LenientJson, ReplacesWhatPythonWrites) {
  EXPECT_EQ(RepairOf("[NaN,Infinity,-Infinity]"), "[null,null,null]");
  EXPECT_EQ(RepairOf(R"({"NaN":NaN,"x":"NaN"})"), R"({"NaN":null,"x":"NaN"})");
  EXPECT_EQ(RepairOf("[1e999,-1e999,2]"), "[null,null,2]");
  EXPECT_EQ(RepairOf(R"(["\ud800","\udc00x","\ud83d\ude00\ud83d"])"),
            R"(["\ufffd","\ufffdx","\ud83d\ude00\ufffd"])");
  EXPECT_EQ(RepairOf("[\"a\xff\xc0\xaf\xed\xa0\x80z\"]"), "[\"a" + std::string(6, '?') + "z\"]");
}

TEST(LenientJson, IsReadOnceMore) {
  EXPECT_EQ(ParseLeniently(R"({"a":NaN,"b":[1,"\ud800"]})").dump(), R"({"a":null,"b":[1,"�"]})");
  EXPECT_TRUE(ParseLeniently("{NaN").is_discarded());
  EXPECT_TRUE(ParseLeniently(std::string(101, '[') + "NaN" + std::string(101, ']')).is_discarded());
  EXPECT_FALSE(ParseLeniently(std::string(100, '[') + "NaN" + std::string(100, ']')).is_discarded());
}

TEST(LenientJson, NeverMakesAnAnswerOutOfHalfOfOne) {
  const std::string body = R"({"status_code":200,"x":NaN,"data":{"run_id":"R1","y":"\ud800"}})";
  EXPECT_EQ(VerdictOn(200, body), "created R1");
  for (size_t length = 0; length < body.size(); ++length) {
    EXPECT_EQ(VerdictOn(200, body.substr(0, length)), "unknown UNKNOWN RESPONSE_UNREADABLE") << length;
  }
}

TEST(LenientJson, DoesNotEndAtANul) {
  const std::string refusal = R"({"status_code":206,"message":"Invalid Space Token","data":{}})";
  ASSERT_EQ(VerdictOn(206, refusal), "not_started NOT_FOUND SPACE_NOT_FOUND resource:space");
  const std::string rest = std::string(1, '\0') + R"({"data":{"run_id":"R1"}})";
  EXPECT_THAT(VerdictOn(206, refusal + rest), testing::StartsWith("unknown "));
  EXPECT_THAT(VerdictOn(200, R"({"data":{"run_id":"R1"}})" + rest), testing::StartsWith("unknown "));
  EXPECT_TRUE(ParseLeniently("{}" + rest).is_discarded());
  EXPECT_FALSE(ReadTaskPage(R"({"data":[]})" + rest, "name", "mark").is_readable);
}

TEST(LenientJson, KeepsACreatedRun) {
  for (const char* bad : {"NaN", "-Infinity", "1e999", "\"\\udfff\"", "\"\xfe\""}) {
    EXPECT_EQ(
        VerdictOn(200, absl::StrCat(R"({"status_code":200,"data":{"run_id":"R1","task_ids":["T1"],"cost":)",
                                    bad, "}}")),
        "created R1")
        << bad;
  }
  EXPECT_EQ(VerdictOn(200, R"({"data":{"run_id":NaN}})"), "unknown UNKNOWN RUN_ID_MISSING");
  EXPECT_EQ(VerdictOn(200, R"({"status_code":NaN,"data":{"run_id":"R1"}})"), "created R1");
}

TEST(LenientJson, KeepsTheOtherTasksOfAPage) {
  const std::string body =
      R"({"count":2,"data":[{"task_id":"T1","output":{"duration":NaN}},{"task_id":"T2","input":{"x":"\ud800"}}]})";
  const auto answer = ReadPage(Answered(200, body), TokenOwner::kService, absl::UnixEpoch());
  const auto& page = std::get<Page>(answer);
  ASSERT_EQ(page.items.size(), 2u);
  EXPECT_EQ(domain::TextOf(page.items[1], "task_id"), "T2");
}

TEST(LenientJson, KeepsTheMarksOfAPage) {
  const std::string body =
      R"({"count":2,"data":[{"task_id":"T1","run_id":"R1","score":Infinity,"input":{"mark":"abc-0"}},)"
      R"({"task_id":"T2","run_id":"R1","output":{"cost":NaN},"input":{"mark":"abc-1","y":NaN}}]})";
  const TaskPage page = ReadTaskPage(body, "mark", "abc");
  ASSERT_TRUE(page.is_readable);
  EXPECT_EQ(page.marked.size(), 2u);
  EXPECT_EQ(page.total, 2u);
}

TEST(LenientJson, KeepsARefusal) {
  EXPECT_EQ(VerdictOn(206, R"({"message":"Invalid Space Token","data":{"x":NaN}})"),
            "not_started NOT_FOUND SPACE_NOT_FOUND resource:space");
}

}  // namespace
}  // namespace unpod::unpod
