#include "server/unpod/text_signs.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <initializer_list>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "server/unpod/wording.h"

namespace unpod::unpod {
namespace {

constexpr size_t kIdDigits = 32;
constexpr size_t kMaxIdLength = 128;
constexpr size_t kMaxNameLength = 64;
// In so few words nothing else is meant than the request.
constexpr size_t kBareMessage = 2;

bool IsAlnum(char c) {
  return absl::ascii_isalnum(static_cast<unsigned char>(c));
}
bool IsDigit(char c) {
  return absl::ascii_isdigit(static_cast<unsigned char>(c));
}
bool IsLower(char c) {
  return absl::ascii_islower(static_cast<unsigned char>(c));
}
bool IsUpper(char c) {
  return absl::ascii_isupper(static_cast<unsigned char>(c));
}
bool IsHex(char c) {
  return absl::ascii_isxdigit(static_cast<unsigned char>(c));
}

bool IsOneOf(absl::string_view word, std::initializer_list<absl::string_view> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

bool IsWholeNumber(absl::string_view word) {
  return !word.empty() && word.size() <= 6 && std::all_of(word.begin(), word.end(), IsDigit);
}

// What a run consists of.
bool IsPart(absl::string_view word) {
  return IsOneOf(word, {"task",     "tasks",     "run",  "runs",  "call",   "calls",   "contact", "contacts",
                        "document", "documents", "item", "items", "record", "records", "row",     "rows",
                        "number",   "numbers",   "job",  "jobs",  "entry",  "entries"});
}

bool IsRunOrTask(absl::string_view word) {
  return IsOneOf(word, {"run", "runs", "task", "tasks", "job", "jobs"});
}

// Also said of other things than runs and tasks.
bool IsStateWord(absl::string_view word) {
  return IsOneOf(word, {"started", "starting",  "running",   "ongoing",    "underway",  "placed", "stored",
                        "saved",   "submitted", "completed", "executed",   "delivered", "made",   "added",
                        "sent",    "received",  "begun",     "registered", "published", "already"});
}

bool IsQuantifier(absl::string_view word) {
  return IsOneOf(word, {"some", "several", "few", "others", "half", "skipped"});
}

// "scheduled time" and "success: false" are said of nothing that was made.
bool IsSaidOfNothing(absl::string_view word, absl::string_view next) {
  return (word == "scheduled" && IsOneOf(next, {"time", "date"})) ||
         (word == "success" && IsOneOf(next, {"false", "0", "none", "null"}));
}

// "2 of 3", "2 out of 3"; with the "/" it is two words, one behind the other.
bool CountsParts(const Wording& wording) {
  const std::vector<std::string>& words = wording.words();
  if (std::none_of(words.begin(), words.end(), IsPart)) return false;
  // "60 of 60 calls in this minute" is about what is allowed.
  if (wording.HasAny("limit", "limits", "quota", "rate", "request", "requests")) return false;
  for (size_t i = 0; i + 1 < words.size(); ++i) {
    int part = 0;
    int whole = 0;
    if (!IsWholeNumber(words[i]) || !absl::SimpleAtoi(words[i], &part) || part == 0) continue;
    size_t next = i + 1;
    if (words[next] == "out" && next + 1 < words.size()) ++next;
    if (words[next] == "of" && next + 1 < words.size()) ++next;
    if (!IsWholeNumber(words[next]) || !absl::SimpleAtoi(words[next], &whole)) continue;
    const bool is_slash = next == i + 1 && wording.Contains(words[i] + "/" + words[next]);
    if ((next > i + 1 || is_slash) && part <= whole) return true;
  }
  return false;
}

bool SaysMade(const Wording& wording) {
  const std::vector<std::string>& words = wording.words();
  const bool has_thing = std::any_of(words.begin(), words.end(), IsRunOrTask);
  const bool has_call = wording.HasAny("call", "calls");
  // "Contact support" is no contact, and calls are also those of an interface.
  const bool has_part = std::any_of(words.begin(), words.end(), [](const std::string& word) {
    return IsPart(word) && !IsOneOf(word, {"call", "calls", "contact"});
  });
  for (size_t i = 0; i < words.size(); ++i) {
    const absl::string_view next = i + 1 < words.size() ? absl::string_view(words[i + 1]) : "";
    if (IsSaidOfNothing(words[i], next)) continue;
    if (IsMadeWord(words[i])) return true;
    if ((has_thing || words.size() <= kBareMessage) && IsStateWord(words[i])) return true;
    if (has_call && IsOneOf(words[i], {"placed", "started"})) return true;
    if (has_part && IsQuantifier(words[i])) return true;
  }
  return CountsParts(wording);
}

bool IsOfName(char c) {
  return IsAlnum(c) || c == '_' || c == '-';
}

// What stands behind the name of an id: past quotes, a colon and brackets, up to where a word ends. Empty
// where none of them separates it.
absl::string_view ValueBehind(absl::string_view text) {
  constexpr absl::string_view kBetween = " \t\r\n\"'\\:=[(`";
  const size_t begin = text.find_first_not_of(kBetween);
  if (begin == absl::string_view::npos) return "";
  const absl::string_view between = text.substr(0, begin);
  if (between.find_first_of(":=") == absl::string_view::npos) return "";
  text.remove_prefix(begin);
  size_t length = 0;
  while (length < text.size() && IsOfName(text[length])) ++length;
  const absl::string_view value = text.substr(0, length);
  // "task_id: must be a number" is a sentence.
  const bool has_digit = std::any_of(value.begin(), value.end(), IsDigit);
  const bool goes_on = length + 1 < text.size() && text[length] == ' ' && IsAlnum(text[length + 1]);
  return !has_digit && goes_on ? "" : value;
}

// Most words are no such name, and are not taken apart.
bool MayNameId(absl::string_view word) {
  if (word.size() < 3 || word.size() > kMaxNameLength) return false;
  return IsRunOrTask(absl::AsciiStrToLower(word)) || absl::StrContains(absl::AsciiStrToLower(word), "id");
}

// Whether the word in front of `rest` and perhaps an " id" behind it name an id, and then one follows.
bool IsNamedId(absl::string_view word, absl::string_view rest) {
  std::vector<std::string> name = WordsOfName(word);
  for (const absl::string_view id : {" ids", " id"}) {
    if (name.empty() || !IsRunOrTask(name.back()) || !absl::StartsWithIgnoreCase(rest, id)) continue;
    name.emplace_back(id.substr(1));
    rest.remove_prefix(id.size());
  }
  return NamesCreationId(name) && IsIdLike(ValueBehind(rest));
}

// "run_id: R1", "taskIds=['T1']", "\"run_id\": \"R1\"", "run id: R1".
bool HasNamedId(absl::string_view text) {
  for (size_t i = 0; i < text.size();) {
    const size_t begin = i;
    while (i < text.size() && IsOfName(text[i])) ++i;
    if (i == begin) {
      ++i;
      continue;
    }
    const absl::string_view word = text.substr(begin, i - begin);
    if (MayNameId(word) && IsNamedId(word, text.substr(i))) return true;
  }
  return false;
}

// The next piece of a page's visible text; takes it off `page`.
std::string NextPiece(absl::string_view& page) {
  while (!page.empty() && page.front() == '<') {
    size_t end = page.find('>');
    for (const absl::string_view element : {"script", "style"}) {
      if (!absl::StartsWithIgnoreCase(page.substr(1), element)) continue;
      end = page.find(element == "script" ? "</script" : "</style", 1);
      if (end != absl::string_view::npos) end = page.find('>', end);
    }
    page.remove_prefix(end == absl::string_view::npos ? page.size() : end + 1);
  }
  const size_t end = std::min(page.find('<'), page.size());
  std::string piece(page.substr(0, end));
  page.remove_prefix(end);
  absl::StrReplaceAll({{"&quot;", "\""}, {"&#34;", "\""}, {"&#39;", "'"}, {"&#x27;", "'"}}, &piece);
  return piece;
}

// Where a page speaks of a run or a task, and says that it was made.
Signs SignsInPiece(const std::string& piece) {
  const Wording wording(piece);
  const std::vector<std::string>& words = wording.words();
  Signs signs;
  signs.failed = SaysCreationFailed(wording);
  signs.made =
      HasNamedId(piece) || (std::any_of(words.begin(), words.end(), IsRunOrTask) && SaysMade(wording));
  return signs;
}

}  // namespace

bool IsMadeWord(absl::string_view word) {
  return IsOneOf(
      word, {"partial",     "partially", "created",    "recreated",  "queued",       "enqueued", "scheduled",
             "rescheduled", "accepted",  "processing", "processed",  "pending",      "progress", "dispatched",
             "initiated",   "triggered", "launched",   "inserted",   "dialed",       "dialled",  "dialing",
             "dialling",    "ringing",   "success",    "successful", "successfully", "succeeded"});
}

bool IsShortId(absl::string_view text) {
  if (text.size() < 2 || text.size() > kIdDigits + 1 || (text[0] != 'R' && text[0] != 'T')) return false;
  return IsDigit(text[1]) &&
         std::all_of(text.begin() + 1, text.end(), [](char c) { return IsHex(c) && !IsUpper(c); });
}

bool IsIdLike(absl::string_view text) {
  text = absl::StripAsciiWhitespace(text);
  if (text.empty() || text.size() > kMaxIdLength) return false;
  const auto is_space = [](char c) { return absl::ascii_isspace(static_cast<unsigned char>(c)); };
  if (std::any_of(text.begin(), text.end(), is_space)) return false;
  return !IsOneOf(absl::AsciiStrToLower(absl::StripSuffix(text, ".")),
                  {"null", "none", "nil", "undefined", "false", "true", "0", "required", "missing", "invalid",
                   "unknown", "blank", "empty", "string", "integer", "-", ""});
}

bool HasCreationId(absl::string_view text) {
  for (size_t i = 0; i + kIdDigits < text.size(); ++i) {
    if ((text[i] != 'R' && text[i] != 'T') || (i > 0 && IsAlnum(text[i - 1]))) continue;
    const absl::string_view digits = text.substr(i + 1, kIdDigits);
    if (!std::all_of(digits.begin(), digits.end(), IsHex)) continue;
    const size_t end = i + 1 + kIdDigits;
    if (end == text.size() || !IsAlnum(text[end])) return true;
  }
  return false;
}

std::vector<std::string> WordsOfName(absl::string_view name) {
  std::vector<std::string> words;
  bool begins = true;
  for (size_t i = 0; i < name.size() && i < kMaxNameLength; ++i) {
    const char c = name[i];
    if (!IsAlnum(c)) {
      begins = true;
      continue;
    }
    if (begins || (IsUpper(c) && (IsLower(name[i - 1]) || IsDigit(name[i - 1])))) words.emplace_back();
    words.back() += absl::ascii_tolower(static_cast<unsigned char>(c));
    begins = false;
  }
  return words;
}

bool NamesCreationId(const std::vector<std::string>& name) {
  for (size_t i = 0; i < name.size(); ++i) {
    if (IsOneOf(name[i], {"runid", "runids", "taskid", "taskids", "callid", "callids", "jobid", "jobids"})) {
      return true;
    }
    if (i == 0 || !IsOneOf(name[i], {"id", "ids", "uuid", "uuids"})) continue;
    if (IsOneOf(name[i - 1], {"run", "runs", "task", "tasks", "call", "calls", "job", "jobs", "execution",
                              "executions", "batch"})) {
      return true;
    }
  }
  return false;
}

Signs SignsInText(absl::string_view text) {
  // What is behind it is a list as Python writes it: what the inner service was sent.
  const Wording wording(text.substr(0, text.find("[{")));
  return {HasCreationId(text) || HasNamedId(text) || SaysMade(wording), SaysCreationFailed(wording)};
}

Signs SignsInBody(absl::string_view body) {
  Signs signs;
  signs.made = HasCreationId(body);
  if (!absl::StrContains(body, '<')) {
    signs |= SignsInText(body);
    return signs;
  }
  for (absl::string_view rest = body; !rest.empty() && !signs.made;) signs |= SignsInPiece(NextPiece(rest));
  return signs;
}

}  // namespace unpod::unpod
