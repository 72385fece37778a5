#ifndef UNPOD_SANDBOX_WIRE_H_
#define UNPOD_SANDBOX_WIRE_H_

#include <string>

#include "absl/strings/string_view.h"
#include "sandbox/answer.h"

namespace unpod::sandbox {

// The text of answers on the wire.

enum class KeepAlive { kNo, kYes };
// kHead: what answers a HEAD, the head alone.
enum class Framing { kLength, kChunked, kHead };

// The status line, the headers and the empty line; kLength has the length of answer.text.
std::string HeadText(const Answer& answer, KeepAlive keep_alive, Framing framing);
// All of it.
std::string AnswerText(const Answer& answer, KeepAlive keep_alive, Framing framing);
// One chunk of a chunked body.
std::string ChunkText(absl::string_view data);

inline constexpr absl::string_view kContinueText = "HTTP/1.1 100 Continue\r\n\r\n";

}  // namespace unpod::sandbox

#endif  // UNPOD_SANDBOX_WIRE_H_
