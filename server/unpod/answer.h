// The upstream's answer, read leniently: production has moved on from the code that its contract was taken from. Pure;
// never throws; any bytes are fine. Internal to unpod.
#ifndef UNPOD_SERVER_UNPOD_ANSWER_H_
#define UNPOD_SERVER_UNPOD_ANSWER_H_

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "server/domain/outcome.h"

namespace unpod::unpod {

struct Answer {
  bool is_object = false;  // JSON, and an object; if not, nothing below is set.
  std::optional<int64_t> status_code;
  // message, error.message, error, detail or data.detail, whichever is there first. The upstream's words: they may
  // echo what was sent, so they are matched and never passed on.
  std::string message;
  // The success, and only what has the form of an id.
  domain::Created created;
  // The complaints of `errors`, in our words, when each of its members is a field of the request.
  std::vector<domain::FieldViolation> violations;
};

Answer ReadAnswer(absl::string_view body);

// Complaints about fields out of the upstream's `errors`: DRF's {"pilot": ["…"]}, or FastAPI's {"detail": [{"loc": …}]}.
// Empty unless all of it has such a form.
std::vector<domain::FieldViolation> ReadComplaints(const nlohmann::json& errors);

}  // namespace unpod::unpod

#endif  // UNPOD_SERVER_UNPOD_ANSWER_H_
