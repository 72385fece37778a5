// JSON of the upstream's as domain values. Pure; never throws; any bytes are fine. Internal to unpod.
#ifndef UNPOD_SERVER_UNPOD_VALUE_READER_H_
#define UNPOD_SERVER_UNPOD_VALUE_READER_H_

#include <optional>

#include "absl/strings/string_view.h"
#include "server/domain/task.h"

namespace unpod::unpod {

// Nothing for what is no JSON object, or is nested over kMaxAnswerLevels. Integers become doubles, as in
// google.protobuf.Struct: over 2^53 they lose digits.
std::optional<domain::Object> ReadObject(absl::string_view json_text);

}  // namespace unpod::unpod

#endif  // UNPOD_SERVER_UNPOD_VALUE_READER_H_
