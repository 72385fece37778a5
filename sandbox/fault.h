#ifndef UNPOD_SANDBOX_FAULT_H_
#define UNPOD_SANDBOX_FAULT_H_

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "sandbox/options.h"

namespace unpod::sandbox {

// Where the connection is closed.
enum class Close {
  kNever,
  kOnAccept,       // as soon as it is opened: the next new connection, whatever it would have carried
  kOnFirstByte,    // when the first bytes of the request arrive
  kAfterHeaders,   // when the request's headers are read, but not its body
  kAfterRequest,   // when the whole request is read and handled: no byte of an answer
  kMidResponse,    // after half of the answer's bytes
  kAfterResponse,  // after the whole answer, `close_delay` later, without having said `Connection: close`
};

// What is done to the JSON text of the answer. The headers fit the result.
enum class Edit {
  kNone,
  kTruncated,     // its first half
  kInvalid,       // no JSON any more, at full length
  kWithoutRunId,  // `data.run_id` is left out
};

// Which requests a fault may hit. Control requests (/_sandbox/…) are never hit, except by kOnAccept.
enum class Target { kCreate, kRead, kAny };

// One scripted misbehaviour. Faults wait in a queue; a request takes the first one that fits it. A default
// Fault is no misbehaviour: it lets one request pass and is the way to say "the second one".
struct Fault {
  // ---- which requests ----
  Target target = Target::kCreate;
  int count = 1;  // how many requests it hits; 0: all, until it is cleared
  // Only requests on a connection that has answered one before.
  bool reused = false;
  // Only creates with a document whose member `match_key` is the string `match_value`. Needs a body: not for
  // the first three kinds of Close.
  std::string match_key = {};
  std::string match_value = {};

  // ---- what is answered; when nothing is set: what would be answered anyway ----
  std::string body = {};  // a name of sandbox/bodies.h: status, headers and text. The following override it.
  std::optional<int> status = std::nullopt;
  std::optional<std::string> text = std::nullopt;
  std::vector<std::pair<std::string, std::string>> headers = {};  // in addition
  Edit edit = Edit::kNone;
  std::optional<StatusForm> status_form = std::nullopt;
  // Whether the request is handled (a valid create stored) before the answer is replaced. Unset: yes, unless
  // `body` or `status` say a status other than 200.
  std::optional<bool> accept = std::nullopt;

  // ---- how it travels ----
  absl::Duration delay =
      absl::ZeroDuration();  // between the request's last byte and the answer, or the close
  Close close = Close::kNever;
  absl::Duration close_delay = absl::ZeroDuration();  // for kAfterResponse
  bool reset = false;                                 // closes with RST instead of FIN
  absl::Duration drip = absl::ZeroDuration();  // when set: `drip_bytes` of the answer, then such a pause
  size_t drip_bytes = 1;
  bool endless = false;           // a chunked answer that does not end (but see kEndlessBytes)
  bool endless_trailers = false;  // a whole chunked answer, and then trailers that do not end
  // Raw bytes that follow on the connection `stray_delay` after the whole answer, belonging to no request:
  // such as "HTTP/1.1 429 Too Many Requests\r\nContent-Length: 0\r\n\r\n".
  std::string stray = {};
  absl::Duration stray_delay = absl::ZeroDuration();
};

// An endless answer is cut here, should nobody else end it.
inline constexpr size_t kEndlessBytes = size_t{1} << 30;

}  // namespace unpod::sandbox

#endif  // UNPOD_SANDBOX_FAULT_H_
