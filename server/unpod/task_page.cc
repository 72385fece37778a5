#include "server/unpod/task_page.h"

#include <algorithm>
#include <cstdint>
#include <nlohmann/json.hpp>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/strip.h"
#include "server/domain/names.h"
#include "server/domain/text.h"
#include "server/unpod/answer.h"
#include "server/unpod/lenient_json.h"

namespace unpod::unpod {
namespace {

using nlohmann::json;

// Transcripts and the like: most of a page's bytes, and nothing that is looked for. Deep answers are not
// kept.
bool IsWanted(int depth, json::parse_event_t event, const json& parsed) {
  if (depth > static_cast<int>(kMaxAnswerLevels)) return false;
  return event != json::parse_event_t::key || parsed != "output";
}

std::string TextOf(const json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::optional<MarkedTask> ReadTask(const json& task, absl::string_view mark_name, absl::string_view mark) {
  const auto input = task.find("input");
  if (input == task.end() || !input->is_object()) return std::nullopt;
  const std::string text = TextOf(*input, std::string(mark_name).c_str());
  absl::string_view rest = text;
  MarkedTask marked;
  if (!absl::ConsumePrefix(&rest, mark) || !absl::ConsumePrefix(&rest, "-") ||
      !domain::IsVisibleAscii(rest, 10) || !absl::SimpleAtoi(rest, &marked.document)) {
    return std::nullopt;
  }
  marked.task_id = TextOf(task, "task_id");
  marked.run_id = TextOf(task, "run_id");
  marked.status = TextOf(task, "status");
  // Only what has the form of an id or a status is passed on.
  if (!domain::IsId(marked.task_id) || !domain::IsId(marked.run_id)) return std::nullopt;
  if (!domain::IsVisibleAscii(marked.status, 64)) marked.status.clear();
  return marked;
}

// The parser of numbers alone would also take spaces, and "0x".
bool IsLetterAndDigits(absl::string_view id) {
  const absl::string_view digits = id.substr(1);
  return absl::ascii_isalpha(static_cast<unsigned char>(id[0])) &&
         std::all_of(digits.begin(), digits.end(), [](unsigned char c) { return absl::ascii_isxdigit(c); });
}

}  // namespace

TaskPage ReadTaskPage(absl::string_view body, absl::string_view mark_name, absl::string_view mark) {
  TaskPage page;
  const json answer = ParseWanted(body, IsWanted);
  if (!answer.is_object()) return page;
  const auto data = answer.find("data");
  if (data == answer.end() || !data->is_array()) return page;
  page.is_readable = true;
  page.tasks = data->size();
  const auto count = answer.find("count");
  if (count != answer.end() && count->is_number_unsigned()) page.total = count->get<uint64_t>();
  for (const json& task : *data) {
    if (!task.is_object()) continue;
    if (const auto made = TimeOfId(TextOf(task, "task_id")); made.has_value()) {
      if (!page.newest.has_value()) page.newest = made;
      page.oldest = made;
    }
    if (auto marked = ReadTask(task, mark_name, mark)) page.marked.push_back(*std::move(marked));
  }
  return page;
}

// RFC 4122, 4.1.4: time_low, time_mid, version and time_hi; 100 ns since 1582-10-15.
std::optional<absl::Time> TimeOfId(absl::string_view id) {
  if (id.size() != 33 || id[13] != '1' || !IsLetterAndDigits(id)) return std::nullopt;
  uint64_t low = 0;
  uint64_t middle = 0;
  uint64_t high = 0;
  if (!absl::SimpleHexAtoi(id.substr(1, 8), &low) || !absl::SimpleHexAtoi(id.substr(9, 4), &middle) ||
      !absl::SimpleHexAtoi(id.substr(14, 3), &high)) {
    return std::nullopt;
  }
  const auto ticks = static_cast<int64_t>(high << 48 | middle << 32 | low);
  constexpr int64_t kUnixEpoch = 0x01B21DD213814000;
  return absl::UnixEpoch() + absl::Nanoseconds(100) * (ticks - kUnixEpoch);
}

}  // namespace unpod::unpod
