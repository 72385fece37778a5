#include "sandbox/schedule.h"

#include <array>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "sandbox/bodies.h"
#include "sandbox/directory.h"
#include "sandbox/document.h"
#include "sandbox/python.h"

namespace unpod::sandbox {
namespace {

// What the backend's lenient parser is asked for in practice. Without an offset it is UTC; a leading
// two-digit number is the month, also where the day was meant.
constexpr std::array<const char*, 8> kFormats = {
    "%Y-%m-%d %H:%M:%E*S%Ez", "%Y-%m-%d %H:%M:%E*S", "%Y-%m-%d %H:%M%Ez", "%Y-%m-%d %H:%M",
    "%m-%d-%Y %H:%M:%E*S%Ez", "%m-%d-%Y %H:%M:%E*S", "%m-%d-%Y %H:%M%Ez", "%m-%d-%Y %H:%M",
};

std::optional<absl::Time> Parse(const std::string& text) {
  for (const char* format : kFormats) {
    absl::Time time;
    if (std::string error; absl::ParseTime(format, text, &time, &error)) return time;
  }
  return std::nullopt;
}

bool Given(const Json* value) {
  return value != nullptr && PythonTruth(*value);
}

Plan PlanCustom(const Json& schedule, absl::Time now) {
  if (!Given(Member(schedule, "calling_date")) || !Given(Member(schedule, "calling_time"))) {
    return {.refusal = Body("400_schedule_format")};
  }
  const std::optional<absl::Time> due =
      Parse(absl::StrCat(*MemberText(schedule, "calling_date"), " ", *MemberText(schedule, "calling_time")));
  if (!due.has_value()) return {.refusal = Body("500_internal")};
  if (*due <= now) return {.refusal = Body("400_schedule_past")};
  return {.due = *due, .scheduled = true};
}

}  // namespace

Plan PlanSchedule(const Json* schedule, absl::string_view pilot, absl::Time now) {
  const std::string type = schedule == nullptr ? "now" : MemberText(*schedule, "type").value_or("now");
  if (type == "custom") return PlanCustom(*schedule, now);
  if (type == "auto" && IsAgent(pilot)) return {.due = now + absl::Minutes(10), .scheduled = true};
  return {.due = now};
}

}  // namespace unpod::sandbox
