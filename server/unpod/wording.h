// What a business error (HTTP 206) of the upstream is about, by its words. They drift from version to
// version; what is not recognised for certain is kUnrecognised. Pure. Internal to unpod.
#ifndef UNPOD_SERVER_UNPOD_WORDING_H_
#define UNPOD_SERVER_UNPOD_WORDING_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace unpod::unpod {

// A text to look for words in; upper and lower case are the same.
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
  size_t word_count() const { return words_.size(); }

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

// A recognised topic is one of the checks that the upstream makes before it creates anything.
Topic TopicOf(const Wording& wording);

// It says that creating something failed: then it had begun.
bool SaysCreationFailed(const Wording& wording);

// What a 404 says is missing: "agent", "organization" or "space"; null where it does not say.
const char* MissingThing(const Wording& wording);

}  // namespace unpod::unpod

#endif  // UNPOD_SERVER_UNPOD_WORDING_H_
