#ifndef UNPOD_SANDBOX_DOCUMENT_H_
#define UNPOD_SANDBOX_DOCUMENT_H_

#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "sandbox/answer.h"

namespace unpod::sandbox {

// Looks into the JSON of a create, which may be anything.

// Discarded when it is no JSON, begins with a byte order mark, or is deeper than the backend takes.
Json ParseBody(absl::string_view text);
// A member of an object; null when there is none, or no object.
const Json* Member(const Json& object, absl::string_view key);
// A string as it is, another value as JSON text. Empty without the member.
std::optional<std::string> MemberText(const Json& object, absl::string_view key);
// The list `documents`; an empty one when it is none.
const Json& DocumentsOf(const Json& body);
// Whether one of the documents has such a member.
bool AnyDocumentHas(const Json& body, absl::string_view key, absl::string_view value);

}  // namespace unpod::sandbox

#endif  // UNPOD_SANDBOX_DOCUMENT_H_
