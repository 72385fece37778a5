// The upstream's answers, read leniently: production has moved on from the code that its contract was taken
// from. Pure; never throws; any bytes are fine, nesting and size are bounded. Internal to unpod.
#ifndef UNPOD_SERVER_UNPOD_ANSWER_H_
#define UNPOD_SERVER_UNPOD_ANSWER_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "server/domain/outcome.h"
#include "server/unpod/text_signs.h"

namespace unpod::unpod {

// Deeper answers count as unreadable.
inline constexpr size_t kMaxAnswerLevels = 100;

// A 200.
struct CreatedAnswer {
  bool is_object = false;       // JSON, and an object; if not, nothing below is set.
  bool says_otherwise = false;  // Its own status_code is there and is not 200.
  // Only what has the form of an id or a status; run_id is empty when there is none.
  domain::Created created;
};

CreatedAnswer ReadCreated(absl::string_view body);

// Any other status.
struct FailedAnswer {
  enum class Errors {
    kNone,    // No `errors`, or empty ones.
    kText,    // A text.
    kFields,  // Complaints about fields of the request and nothing else: the check before anything is made.
    kOther,
  };

  bool is_object = false;
  // Signs that something has been made or begun, wherever they stand, also in what is no JSON.
  Signs signs;
  // All that it says in words, one text for a line: to be matched and never passed on, since it may echo what
  // was sent.
  std::string words;
  Errors errors = Errors::kNone;
  std::vector<domain::FieldViolation> violations;  // With kFields, in our words.
  // With kFields: some of them are about single documents, whether those were sent or not.
  bool is_about_documents = false;
  // With kFields: by the inner service's check of what it was sent, before anything else.
  bool is_inner_check = false;
};

// `documents` is how many were sent: an index from there on names nothing.
FailedAnswer ReadFailed(absl::string_view body, size_t documents);

}  // namespace unpod::unpod

#endif  // UNPOD_SERVER_UNPOD_ANSWER_H_
