// The upstream's complaints about fields of the request, in our words and under our names. Internal to unpod.
#ifndef UNPOD_SERVER_UNPOD_COMPLAINTS_H_
#define UNPOD_SERVER_UNPOD_COMPLAINTS_H_

#include <cstddef>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <vector>

#include "server/domain/outcome.h"

namespace unpod::unpod {

// From Django's {"pilot": ["…"], "documents": {"1": ["…"]}} or FastAPI's {"detail": [{"loc": […], "msg":
// "…"}]}. Nullopt unless all of it has such a form. `documents` is how many were sent. `errors` nests a
// bounded number of levels. Never throws.
std::optional<std::vector<domain::FieldViolation>> ReadComplaints(const nlohmann::json& errors,
                                                                  size_t documents);

// Whether they are FastAPI's, about what it was sent: it checks that before its own code runs.
bool IsInnerCheck(const nlohmann::json& errors);

}  // namespace unpod::unpod

#endif  // UNPOD_SERVER_UNPOD_COMPLAINTS_H_
