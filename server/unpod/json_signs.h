// Signs in an answer of the upstream's that something was made, although its status says otherwise (design
// invariant 10). Pure; never throws. Internal to unpod.
#ifndef UNPOD_SERVER_UNPOD_JSON_SIGNS_H_
#define UNPOD_SERVER_UNPOD_JSON_SIGNS_H_

#include <nlohmann/json_fwd.hpp>

#include "server/unpod/text_signs.h"

namespace unpod::unpod {

// Anywhere in the answer: an id of a run or a task, under its own name or by its form; the status of a task,
// a map or a list of them; a count of what was made; words of success or of half a success. No sign is a name
// without a value, a complaint about a field of that name, and what repeats the request's own texts. `answer`
// nests a bounded number of levels.
Signs SignsInJson(const nlohmann::json& answer);

}  // namespace unpod::unpod

#endif  // UNPOD_SERVER_UNPOD_JSON_SIGNS_H_
