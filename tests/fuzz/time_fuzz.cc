// Times in texts: those of the upstream's objects and ids, and the one that a user wants to be called at.
#include <algorithm>
#include <optional>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "client/cli/schedule.h"
#include "server/unpod/read_objects.h"
#include "server/unpod/task_page.h"
#include "tests/fuzz/fuzz.h"

namespace unpod::fuzz {
namespace {

// What google.protobuf.Timestamp can hold.
constexpr int64_t kYear1 = -62'135'596'800;
constexpr int64_t kYear10000 = 253'402'300'800;

void CheckTime(const std::string& text) {
  const std::optional<absl::Time> time = unpod::ReadTime(text);
  if (!time.has_value()) return;
  Require(*time != absl::InfiniteFuture() && *time != absl::InfinitePast(), "a time is finite");
  const int64_t seconds = absl::ToUnixSeconds(*time);
  if (seconds < kYear1 || seconds >= kYear10000) return;
  const std::string normal = absl::FormatTime("%E4Y-%m-%dT%H:%M:%E*S%Ez", *time, absl::UTCTimeZone());
  const std::optional<absl::Time> again = unpod::ReadTime(normal);
  Require(again == time, "a time reads the same in its normal form");
}

void CheckId(absl::string_view text) {
  const std::optional<absl::Time> time = unpod::TimeOfId(text);
  if (!time.has_value()) return;
  Require(text.size() == 33 && absl::ascii_isalpha(static_cast<unsigned char>(text[0])),
          "an id begins with a letter");
  const absl::string_view digits = text.substr(1);
  Require(std::all_of(digits.begin(), digits.end(), [](unsigned char c) { return absl::ascii_isxdigit(c); }),
          "an id has hexadecimal digits");
}

void CheckSchedule(const std::string& text) {
  unpod_task::v1::Schedule schedule;
  if (!cli::ParseScheduleFlag(text, &schedule)) return;
  Require(schedule.when_case() != unpod_task::v1::Schedule::WHEN_NOT_SET, "a schedule is a choice");
  if (!schedule.has_at()) return;
  Require(schedule.at().seconds() >= kYear1 && schedule.at().seconds() < kYear10000,
          "a year has four digits");
  Require(schedule.at().nanos() >= 0 && schedule.at().nanos() < 1'000'000'000, "a fraction is one");
}

}  // namespace
}  // namespace unpod::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string text = unpod::fuzz::TextOf(data, size);
  unpod::fuzz::CheckTime(text);
  unpod::fuzz::CheckId(text);
  unpod::fuzz::CheckSchedule(text);
  return 0;
}
