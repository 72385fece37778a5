// Appends JSON to a string, without a tree in between: each request passes here. Pure.
#ifndef UNPOD_SERVER_UNPOD_JSON_WRITER_H_
#define UNPOD_SERVER_UNPOD_JSON_WRITER_H_

#include <cstddef>
#include <string>

#include "absl/strings/string_view.h"
#include "server/domain/task.h"

namespace unpod::unpod {

// `text` is UTF-8; it is written as it is, with JSON's escapes only.
void AppendString(absl::string_view text, std::string& out);

// How much AppendString appends.
size_t StringBytes(absl::string_view text);

// Whole numbers below 2^63 without a fraction or exponent, others as the shortest text that reads back the
// same. `number` is finite.
void AppendNumber(double number, std::string& out);

void AppendValue(const domain::Value& value, std::string& out);

}  // namespace unpod::unpod

#endif  // UNPOD_SERVER_UNPOD_JSON_WRITER_H_
