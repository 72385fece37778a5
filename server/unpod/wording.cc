#include "server/unpod/wording.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_replace.h"

namespace unpod::unpod {
namespace {

// More than this is no message for people.
constexpr size_t kMaxWordingBytes = 4096;
constexpr size_t kBareWords = 3;

bool SaysNo(const Wording& wording) {
  return wording.Contains("n't ") ||
         wording.HasAny("not", "no", "without", "denied", "cannot", "lack", "lacks", "lacking",
                        "insufficient", "forbidden", "required", "requires");
}

// Something went wrong while it worked, as opposed to a check that said no.
bool SaysBroken(const Wording& wording) {
  return wording.Contains("fail") || wording.Contains("could not") || wording.Contains("couldn't") ||
         wording.Contains("exception") || wording.Contains("errno") || wording.HasAny("unable", "partially");
}

// The space is not what is wrong, or not alone.
bool NamesAnotherThing(const Wording& wording) {
  return wording.HasAny("agent", "agents", "pilot", "pilots", "collection", "task", "tasks", "run", "runs") ||
         wording.HasAny("document", "documents", "contact", "contacts", "number", "numbers", "schedule",
                        "balance", "credit", "credits", "provider", "bridge");
}

bool IsValidation(const Wording& wording) {
  // "1 validation error for Task" is what pydantic says further in, perhaps half way.
  return wording.HasAny("validation") && !wording.Contains("validation error for") &&
         !wording.Contains("validation errors for");
}

bool IsSpaceNotFound(const Wording& wording) {
  const bool is_unknown = wording.HasAny("invalid", "unknown", "unrecognised", "unrecognized") ||
                          wording.Contains("no such") ||
                          (wording.HasAny("found", "exist", "exists") && SaysNo(wording));
  return is_unknown && wording.HasAny("space", "spaces") && !NamesAnotherThing(wording);
}

bool IsNoAccess(const Wording& wording) {
  const bool is_about_rights =
      wording.HasAny("access", "permission", "permissions", "authorized", "authorised", "allowed", "member");
  const bool is_about_caller = wording.HasAny("you", "your", "user", "space", "role", "owner", "editor") ||
                               wording.word_count() <= kBareWords;
  return is_about_rights && is_about_caller && SaysNo(wording);
}

}  // namespace

Wording::Wording(absl::string_view text) : text_(absl::AsciiStrToLower(text.substr(0, kMaxWordingBytes))) {
  absl::StrReplaceAll({{"\u2019", "'"}}, &text_);
  const auto is_letter = [](char c) { return absl::ascii_isalnum(static_cast<unsigned char>(c)); };
  for (size_t i = 0; i < text_.size();) {
    const size_t begin = i;
    while (i < text_.size() && is_letter(text_[i])) ++i;
    if (i > begin) words_.push_back(text_.substr(begin, i - begin));
    if (i == begin) ++i;
  }
}

bool Wording::Contains(absl::string_view part) const {
  return absl::StrContains(text_, part);
}

bool Wording::Has(absl::string_view word) const {
  return std::find(words_.begin(), words_.end(), word) != words_.end();
}

bool SaysCreationFailed(const Wording& wording) {
  return wording.Contains("creat") && (SaysBroken(wording) || wording.HasAny("error", "errors"));
}

Topic TopicOf(const Wording& wording) {
  if (SaysCreationFailed(wording)) return Topic::kUnrecognised;
  if (IsValidation(wording)) return Topic::kValidation;
  if (SaysBroken(wording)) return Topic::kUnrecognised;
  if (IsSpaceNotFound(wording)) return Topic::kSpaceNotFound;
  if (IsNoAccess(wording)) return Topic::kNoAccess;
  return Topic::kUnrecognised;
}

const char* MissingThing(const Wording& wording) {
  if (wording.HasAny("agent", "pilot")) return "agent";
  if (wording.HasAny("organization", "organisation")) return "organization";
  return wording.HasAny("space") ? "space" : nullptr;
}

}  // namespace unpod::unpod
