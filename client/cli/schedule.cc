#include "client/cli/schedule.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "client/cli/document.h"
#include "client/cli/strict_json.h"

namespace unpod::cli {
namespace {

using nlohmann::json;
using unpod_task::v1::Schedule;

// True when `text` has a digit for each 'd' of `shape` and equals it elsewhere.
bool HasShape(absl::string_view text, absl::string_view shape) {
  if (text.size() != shape.size()) return false;
  for (size_t i = 0; i < text.size(); ++i) {
    if (shape[i] == 'd' ? !absl::ascii_isdigit(static_cast<unsigned char>(text[i])) : text[i] != shape[i]) {
      return false;
    }
  }
  return true;
}

bool IsOffset(absl::string_view text) {
  return text == "Z" || text == "z" || HasShape(text, "+dd:dd") || HasShape(text, "-dd:dd");
}

// {"09:30:00", "+01:00"}: the time with its seconds, and its offset (empty when there is none). Nothing when
// it is no time of day.
std::optional<std::pair<std::string, std::string>> SplitTime(absl::string_view text) {
  size_t end = text.find_first_of("Zz+-");
  absl::string_view offset = end == absl::string_view::npos ? "" : text.substr(end);
  absl::string_view time = text.substr(0, text.size() - offset.size());
  if (!offset.empty() && !IsOffset(offset)) return std::nullopt;
  if (HasShape(time, "dd:dd")) return std::pair(absl::StrCat(time, ":00"), std::string(offset));
  if (!HasShape(time, "dd:dd:dd")) return std::nullopt;
  return std::pair(std::string(time), std::string(offset));
}

bool SetTime(const std::string& rfc3339, Schedule* schedule) {
  absl::Time time;
  // The parser alone would also take "infinite-future", spaces around, and a year of any length.
  absl::string_view text = rfc3339;
  bool shaped = text.size() >= 20 && (HasShape(text.substr(0, 19), "dddd-dd-ddTdd:dd:dd") ||
                                      HasShape(text.substr(0, 19), "dddd-dd-ddtdd:dd:dd"));
  if (!shaped || !absl::ParseTime(absl::RFC3339_full, absl::AsciiStrToUpper(text), &time, nullptr))
    return false;
  // What a Timestamp can hold: an offset can lead out of the years 1 to 9999.
  constexpr int64_t kFirst = -62'135'596'800;
  constexpr int64_t kLast = 253'402'300'799;
  if (absl::ToUnixSeconds(time) < kFirst || absl::ToUnixSeconds(time) > kLast) return false;
  schedule->mutable_at()->set_seconds(absl::ToUnixSeconds(time));
  absl::Duration rest = time - absl::FromUnixSeconds(absl::ToUnixSeconds(time));
  schedule->mutable_at()->set_nanos(static_cast<int>(absl::ToInt64Nanoseconds(rest)));
  return true;
}

// The string member `key`, or null and a problem.
const std::string* Text(const json& value, const std::string& key, Problems* problems) {
  auto it = value.find(key);
  std::string path = JoinPath("schedule", key);
  if (it == value.end()) {
    problems->push_back({path, "is missing"});
    return nullptr;
  }
  if (!it->is_string()) {
    problems->push_back({path, MustBe("a string", *it)});
    return nullptr;
  }
  return &it->get_ref<const std::string&>();
}

void ReadCustom(const json& value, Schedule* schedule, Problems* problems) {
  const std::string* date = Text(value, "calling_date", problems);
  const std::string* time = Text(value, "calling_time", problems);
  if (date == nullptr || time == nullptr) return;
  auto parts = SplitTime(*time);
  size_t before = problems->size();
  if (!HasShape(*date, "dddd-dd-dd")) problems->push_back({"schedule.calling_date", "must be YYYY-MM-DD"});
  if (!parts.has_value()) {
    problems->push_back({"schedule.calling_time", "must be HH:MM:SS and an offset, such as 09:30:00+01:00"});
  } else if (parts->second.empty()) {
    problems->push_back({"schedule.calling_time",
                         "needs an offset, such as 09:30:00+01:00: without one it has no certain meaning"});
  }
  if (problems->size() != before) return;
  if (!SetTime(absl::StrCat(*date, "T", parts->first, parts->second), schedule)) {
    problems->push_back({"schedule", "names no existing date and time"});
  }
}

void RefuseOtherKeys(const json& value, bool custom, Problems* problems) {
  for (const auto& [key, member] : value.items()) {
    if (key == "type") continue;
    bool calling = key == "calling_date" || key == "calling_time";
    if (calling && custom) continue;
    problems->push_back(
        {JoinPath("schedule", key), calling ? "is only for the type \"custom\"" : "is not known here"});
  }
}

}  // namespace

void ReadSchedule(const json& value, Schedule* schedule, Problems* problems) {
  if (!value.is_object()) {
    problems->push_back({"schedule", MustBe("an object", value)});
    return;
  }
  const std::string* type = Text(value, "type", problems);
  if (type == nullptr) return;
  RefuseOtherKeys(value, *type == "custom", problems);
  if (*type == "now") {
    schedule->mutable_now();
  } else if (*type == "auto") {
    schedule->mutable_auto_();
  } else if (*type == "custom") {
    ReadCustom(value, schedule, problems);
  } else {
    problems->push_back({"schedule.type", "must be now, auto or custom"});
  }
}

bool ParseScheduleFlag(absl::string_view text, Schedule* schedule) {
  if (text == "now") {
    schedule->mutable_now();
  } else if (text == "auto") {
    schedule->mutable_auto_();
  } else {
    return SetTime(std::string(text), schedule);
  }
  return true;
}

}  // namespace unpod::cli
