// What the upstream says in words. They drift from version to version, so a check that says no is believed
// only where a text says that and nothing else: each of its words belongs to such a sentence. Pure. Internal
// to unpod.
#ifndef UNPOD_SERVER_UNPOD_WORDING_H_
#define UNPOD_SERVER_UNPOD_WORDING_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "server/domain/outcome.h"

namespace unpod::unpod {

// A text to look for words in; upper and lower case are the same. Of a long one its beginning.
class Wording {
 public:
  explicit Wording(absl::string_view text);

  // A part of the text, words or not. `part` is in lower case.
  bool Contains(absl::string_view part) const;
  // Whole words, in lower case.
  template <typename... Words>
  bool HasAny(Words... words) const {
    return (Has(words) || ...);
  }
  // In their order: letters and digits, in lower case. "don't" is two.
  const std::vector<std::string>& words() const { return words_; }

 private:
  bool Has(absl::string_view word) const;

  std::string text_;
  std::vector<std::string> words_;
};

enum class Topic {
  kUnrecognised,
  kValidation,     // The check of the request's form.
  kSpaceNotFound,  // "Invalid Space Token"
  kNoAccess,       // "You Don't have Access to this Space, …"
};

// A recognised topic is one of the checks that the upstream makes before it creates anything, and the text is
// about nothing else.
Topic TopicOf(const Wording& wording);

// Says no more than that the request is wrong: what may stand above complaints about its fields. So does an
// empty text.
bool IsAboutTheForm(const Wording& wording);

// It says that creating something failed: then it had begun.
bool SaysCreationFailed(const Wording& wording);

// The inner service's own checks, which it makes before it creates anything: the upstream relays them word
// for word as "Task Creation Failed: …". `words` holds one text in each line; nullopt unless they are one of
// those checks and nothing else.
std::optional<domain::FieldViolation> InnerCheckOf(absl::string_view words);

// What a 404 misses: "agent", "organization", "space", or null where it does not say.
const char* MissingThing(const Wording& wording);

}  // namespace unpod::unpod

#endif  // UNPOD_SERVER_UNPOD_WORDING_H_
