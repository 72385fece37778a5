#include "sandbox/fault_json.h"

#include <gtest/gtest.h>

#include <string>

namespace unpod::sandbox {
namespace {

std::string Error(absl::string_view text) {
  return std::string(ParseFaults(text).status().message());
}

TEST(FaultJson, IsReadAndWrittenBack) {
  constexpr absl::string_view kAll =
      R"({"target":"any","count":3,"reused":true,"match":{"document_id":"d1"},"body":"500_html","status":503,)"
      R"("text":"x","headers":{"Retry-After":"1"},"edit":"truncated","status_form":"map","accept":false,)"
      R"("delay_ms":10,"close":"mid_response","close_delay_ms":20,"reset":true,"drip_ms":30,"drip_bytes":7})";
  const auto faults = ParseFaults(kAll);
  ASSERT_TRUE(faults.ok()) << faults.status();
  ASSERT_EQ(faults->size(), 1u);
  EXPECT_EQ(Dump(FaultToJson(faults->front())), kAll);
}

TEST(FaultJson, IsAnObjectOrAList) {
  EXPECT_EQ(ParseFaults("{}")->size(), 1u);
  EXPECT_EQ(ParseFaults(R"([{},{"endless":true}])")->size(), 2u);
  EXPECT_TRUE(ParseFaults(R"([{},{"endless":true}])")->back().endless);
}

TEST(FaultJson, SaysWhatIsWrong) {
  EXPECT_EQ(Error("{"), "not JSON");
  EXPECT_EQ(Error("7"), "a fault is a JSON object");
  EXPECT_EQ(Error(std::string(200'000, '[') + std::string(200'000, ']')), "nested too deeply");
  EXPECT_EQ(Error(R"({"delay":5})"), "delay: a fault has no such member");
  EXPECT_EQ(Error(R"({"delay_ms":"5"})"), "delay_ms: expected a number");
  EXPECT_EQ(Error(R"({"delay_ms":-5})"), "delay_ms: expected a number");
  EXPECT_EQ(Error(R"({"close":"sometimes"})"),
            "close: expected on_accept, on_first_byte, after_headers, after_request, mid_response or "
            "after_response");
  EXPECT_EQ(Error(R"({"match":{"a":"1","b":"2"}})"), R"(match: expected {"KEY": "VALUE"})");
  EXPECT_EQ(Error(R"([{},{"body":"x"}])"),
            R"(body: there is none called "x"; GET /_sandbox/bodies lists them)");
}

}  // namespace
}  // namespace unpod::sandbox
