#ifndef UNPOD_SANDBOX_JSON_ERROR_H_
#define UNPOD_SANDBOX_JSON_ERROR_H_

#include <string>

#include "absl/strings/string_view.h"

namespace unpod::sandbox {

// What the backend's JSON parser says about a text that is no JSON, such as
// "Expecting value: line 1 column 11 (char 10)". Empty when it would take the text.
std::string JsonError(absl::string_view text);

// The backend's parser does not take one, where others skip it.
inline constexpr absl::string_view kByteOrderMark = "\xEF\xBB\xBF";

// Above this the backend's parser fails with a crash (HTML 500).
inline constexpr int kMaxJsonDepth = 900;

// The deepest nesting of brackets outside of strings.
int JsonDepth(absl::string_view text);

}  // namespace unpod::sandbox

#endif  // UNPOD_SANDBOX_JSON_ERROR_H_
