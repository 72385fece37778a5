#ifndef UNPOD_SANDBOX_PYTHON_H_
#define UNPOD_SANDBOX_PYTHON_H_

#include <string>

#include "absl/strings/string_view.h"
#include "sandbox/answer.h"

namespace unpod::sandbox {

// The backend is written in Python, and its error texts show it.

// "dict", "list", "str", "int", "float", "bool", "NoneType".
absl::string_view PythonType(const Json& value);
// What repr() writes: 123, True, None, 'text', ['a', 1].
std::string PythonRepr(const Json& value);
// Whether `if value:` holds.
bool PythonTruth(const Json& value);
// Without white space at both ends, as str.strip().
absl::string_view PythonStrip(absl::string_view text);

}  // namespace unpod::sandbox

#endif  // UNPOD_SANDBOX_PYTHON_H_
