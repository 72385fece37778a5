#include "server/unpod/wording.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <initializer_list>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

namespace unpod::unpod {
namespace {

using Vocabulary = std::initializer_list<absl::string_view>;

// More than this is no message for people.
constexpr size_t kMaxWordingBytes = 4096;
constexpr size_t kBareWords = 3;
// Stands for whatever is behind: no vocabulary has it.
constexpr char kCut[] = "...";

constexpr Vocabulary kAboutTheForm = {
    "there",   "is",        "are",       "was",     "were",      "some",       "a",        "an",
    "the",     "this",      "that",      "your",    "you",       "validation", "validate", "validated",
    "error",   "errors",    "failed",    "failure", "fails",     "invalid",    "valid",    "not",
    "in",      "of",        "for",       "on",      "to",        "with",       "and",      "or",
    "request", "requests",  "data",      "input",   "inputs",    "body",       "payload",  "field",
    "fields",  "form",      "value",     "values",  "parameter", "parameters", "required", "missing",
    "bad",     "wrong",     "malformed", "please",  "check",     "correct",    "again",    "try",
    "below",   "following", "see",       "one",     "more",      "has",        "have",     "may",
    "be",      "must",      "blank",     "null",    "pilot",     "context",    "schedule"};

constexpr Vocabulary kAboutTheSpace = {
    "space", "spaces", "token", "tokens", "invalid", "unknown",   "unrecognised", "unrecognized",
    "no",    "such",   "not",   "found",  "does",    "doesn",     "do",           "t",
    "exist", "exists", "the",   "this",   "that",    "with",      "was",          "is",
    "a",     "an",     "for",   "your",   "given",   "requested", "provided",     "error",
    "sorry", "please", "check", "of"};

constexpr Vocabulary kAboutAccess = {
    "you",          "your",      "user",       "users",   "don",        "t",          "do",
    "does",         "doesn",     "not",        "have",    "has",        "access",     "to",
    "this",         "the",       "that",       "space",   "spaces",     "can",        "cannot",
    "any",          "operation", "operations", "action",  "actions",    "perform",    "permission",
    "permissions",  "denied",    "no",         "is",      "are",        "a",          "an",
    "member",       "members",   "of",         "allowed", "authorized", "authorised", "unauthorized",
    "create",       "task",      "tasks",      "role",    "roles",      "owner",      "owners",
    "editor",       "editors",   "viewer",     "or",      "and",        "required",   "requires",
    "require",      "for",       "in",         "must",    "be",         "need",       "needs",
    "insufficient", "lack",      "lacks",      "lacking", "without",    "forbidden",  "on",
    "it",           "error",     "sorry",      "only"};

bool IsIn(const Vocabulary& vocabulary, absl::string_view word) {
  return std::find(vocabulary.begin(), vocabulary.end(), word) != vocabulary.end();
}

// Each of its words is one of these.
bool SaysOnly(const Wording& wording, const Vocabulary& vocabulary) {
  return std::all_of(wording.words().begin(), wording.words().end(),
                     [&](const std::string& word) { return IsIn(vocabulary, word); });
}

bool SaysNo(const Wording& wording) {
  return wording.Contains("n't ") ||
         wording.HasAny("not", "no", "without", "denied", "cannot", "lack", "lacks", "lacking",
                        "insufficient", "forbidden", "required", "requires");
}

// Something went wrong while it worked, as opposed to a check that said no.
bool SaysBroken(const Wording& wording) {
  return wording.Contains("fail") || wording.Contains("could not") || wording.Contains("couldn't") ||
         wording.Contains("exception") || wording.Contains("errno") || wording.Contains("timed out") ||
         wording.Contains("rolled back") || wording.Contains("went wrong") ||
         wording.HasAny("unable", "partially", "error", "errors", "aborted", "incomplete", "interrupted",
                        "crashed", "timeout", "unsuccessful");
}

bool IsSpaceNotFound(const Wording& wording) {
  const bool is_unknown = wording.HasAny("invalid", "unknown", "unrecognised", "unrecognized") ||
                          wording.Contains("no such") ||
                          (wording.HasAny("found", "exist", "exists") && SaysNo(wording));
  return is_unknown && wording.HasAny("space", "spaces") && SaysOnly(wording, kAboutTheSpace);
}

bool IsNoAccess(const Wording& wording) {
  const bool is_about_rights =
      wording.HasAny("access", "permission", "permissions", "authorized", "authorised", "allowed", "member");
  const bool is_about_caller = wording.HasAny("you", "your", "user", "space", "role", "owner", "editor") ||
                               wording.words().size() <= kBareWords;
  return is_about_rights && is_about_caller && SaysNo(wording) && SaysOnly(wording, kAboutAccess);
}

struct InnerCheck {
  absl::string_view says;  // In lower case, without the final stop.
  absl::string_view field;
  absl::string_view means;
};
constexpr std::array<InnerCheck, 4> kInnerChecks = {{
    {"no tasks provided and filters missing in data", "documents", "is required by the upstream"},
    {"no tasks provided and no tasks found in store", "documents", "is required by the upstream"},
    {"scheduled time must be in the future", "schedule.at", "must be in the future"},
    {"invalid schedule format. 'calling_date' and 'calling_time' are required for manual scheduling",
     "schedule", "was refused by the upstream"},
}};

}  // namespace

Wording::Wording(absl::string_view text) : text_(absl::AsciiStrToLower(text.substr(0, kMaxWordingBytes))) {
  absl::StrReplaceAll({{"\u2019", "'"}, {"\u2013", "-"}, {"\u201c", "\""}, {"\u201d", "\""}}, &text_);
  // Letters of other alphabets are letters.
  const auto is_letter = [](char c) {
    return absl::ascii_isalnum(static_cast<unsigned char>(c)) || (static_cast<unsigned char>(c) & 0x80) != 0;
  };
  for (size_t i = 0; i < text_.size();) {
    const size_t begin = i;
    while (i < text_.size() && is_letter(text_[i])) ++i;
    if (i > begin) words_.push_back(text_.substr(begin, i - begin));
    if (i == begin) ++i;
  }
  if (text.size() > kMaxWordingBytes) words_.emplace_back(kCut);
}

bool Wording::Contains(absl::string_view part) const {
  return absl::StrContains(text_, part);
}

bool Wording::Has(absl::string_view word) const {
  return std::find(words_.begin(), words_.end(), word) != words_.end();
}

bool IsAboutTheForm(const Wording& wording) {
  return SaysOnly(wording, kAboutTheForm);
}

bool SaysCreationFailed(const Wording& wording) {
  const bool is_creation = wording.Contains("creat") ||
                           wording.HasAny("insert", "inserting", "insertion", "enqueue", "enqueuing",
                                          "dispatch", "dispatching", "trigger", "triggering") ||
                           wording.HasAny("persist", "persisting", "saving", "storing", "scheduling",
                                          "placing", "launching", "starting", "initiating");
  return is_creation && SaysBroken(wording);
}

Topic TopicOf(const Wording& wording) {
  if (SaysCreationFailed(wording)) return Topic::kUnrecognised;
  if (wording.HasAny("validation") && IsAboutTheForm(wording)) return Topic::kValidation;
  if (IsSpaceNotFound(wording)) return Topic::kSpaceNotFound;
  if (IsNoAccess(wording)) return Topic::kNoAccess;
  return Topic::kUnrecognised;
}

std::optional<domain::FieldViolation> InnerCheckOf(absl::string_view words) {
  std::optional<domain::FieldViolation> found;
  const std::string text = absl::AsciiStrToLower(words);
  for (absl::string_view line : absl::StrSplit(text, '\n')) {
    if (absl::ConsumePrefix(&line, "task creation failed")) absl::ConsumePrefix(&line, ":");
    line = absl::StripAsciiWhitespace(line);
    absl::ConsumeSuffix(&line, ".");
    if (line.empty()) continue;
    const auto* const check = std::find_if(kInnerChecks.begin(), kInnerChecks.end(),
                                           [line](const InnerCheck& each) { return each.says == line; });
    if (check == kInnerChecks.end()) return std::nullopt;
    found = domain::FieldViolation{std::string(check->field), std::string(check->means)};
  }
  return found;
}

const char* MissingThing(const Wording& wording) {
  if (wording.HasAny("agent", "pilot")) return "agent";
  if (wording.HasAny("organization", "organisation")) return "organization";
  return wording.HasAny("space") ? "space" : nullptr;
}

}  // namespace unpod::unpod
